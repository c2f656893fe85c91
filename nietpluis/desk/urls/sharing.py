from django.urls import path

from ..views import partner, referrals, referring, silent, telling

ONE = "signalen/<uuid:pk>/meldingen/<uuid:referral_pk>/"

urlpatterns = [
    path("signalen/<uuid:pk>/melden/", referring.refer, name="refer"),
    path(
        "signalen/<uuid:pk>/melden/telefoon/",
        referring.refer_by_telephone,
        name="refer_by_telephone",
    ),
    path("signalen/<uuid:pk>/melden/pakket/", referring.refer_by_package, name="refer_by_package"),
    path(ONE, referrals.referral, name="referral"),
    path(f"{ONE}antwoord/", referrals.reply_to_partner, name="reply_to_partner"),
    path(f"{ONE}genoteerd/", referrals.note_partner, name="note_partner"),
    path(f"{ONE}herinneren/", referrals.remind_partner, name="remind_partner"),
    path(f"{ONE}zweeg/", referrals.let_partner_go, name="let_partner_go"),
    path(f"{ONE}brief/", referrals.letter, name="referral_letter"),
    path("signalen/<uuid:pk>/terugkoppelen/", telling.tell, name="tell"),
    path("signalen/<uuid:pk>/afsluiten/", telling.close_untold, name="close_untold"),
    path("ontvangen/", partner.packages_received, name="packages"),
    path("ontvangen/<uuid:pk>/", partner.package, name="package"),
    path("ontvangen/<uuid:pk>/oppakken/", partner.accept_package, name="accept_package"),
    path("ontvangen/<uuid:pk>/vraag/", partner.ask_about_package, name="ask_about_package"),
    path("ontvangen/<uuid:pk>/niet-voor-ons/", partner.decline_package, name="decline_package"),
    path("ontvangen/<uuid:pk>/terugkoppeling/", partner.answer_package, name="answer_package"),
    path("stille-partners/", silent.silent, name="silent"),
    path("stille-partners/<uuid:pk>/", silent.silent_answer, name="silent_answer"),
]
