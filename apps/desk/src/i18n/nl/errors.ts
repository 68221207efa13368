import type { errors as english } from "../en/errors.ts";
import type { Localised } from "../translation.ts";

/** Dutch: refusals and mistakes in forms. */
export const errors: Localised<typeof english> = {
  errors: {
    network: "De server antwoordt niet. Controleer uw netwerk en probeer het opnieuw.",
    unknown: "Er ging iets mis. Probeer het opnieuw.",
    invalid_request: "Er klopt iets niet in dit verzoek: {{detail}}",
    not_signed_in: "Meld u eerst aan.",
    session_ended: "U bent afgemeld. Meld u opnieuw aan.",
    wrong_credentials: "De gebruikersnaam of het wachtwoord klopt niet. Controleer beide en probeer het opnieuw.",
    forbidden: "Uw rol staat dit niet toe. Vraag uw beheerder.",
    foreign_origin: "Dit verzoek kwam van een andere website en is geweigerd.",
    vouch_required: "Meld u eerst aan op de website van uw bedrijf en open dit daarna opnieuw.",
    vouch_other_person:
      "U bent op de website van uw bedrijf aangemeld als iemand anders dan hier. Laad de pagina opnieuw.",
    wrong_key: "Deze API-sleutel klopt niet, of is ingetrokken.",
    login_token_used:
      "Deze aanmelding is al gebruikt, of kwam te laat. Open de pagina opnieuw vanaf de website van uw bedrijf.",
    not_by_token:
      "Een programma kan deze persoon niet aanmelden: die is niet actief, of is niet alleen medewerker of supervisor.",
    issuer_not_allowed:
      "{{issuer}} is niet toegestaan als aanmelddienst. Vraag de beheerder van het platform om die toe te staan (BELFRY_SIGN_IN_ISSUERS).",
    sign_in_service_failed:
      "De aanmelddienst van uw organisatie werkt nu niet. Probeer het opnieuw of gebruik uw wachtwoord.",
    sign_in_not_confirmed:
      "De aanmelddienst heeft niet bevestigd wie u bent, of het duurde te lang. Probeer het opnieuw.",
    not_known_here: "De aanmelddienst kent u, maar u hebt hier geen toegang. Vraag het uw beheerder.",
    not_found: "Dit bestaat niet, of niet meer.",
    conflict: "Dit is al in gebruik: {{detail}}",
    too_many_items: "Er zijn er al {{limit}}; meer kan niet.",
    last_admin: "Dit is de enige beheerder. Maak eerst iemand anders beheerder.",
    unknown_reference: "De {{kind}} in dit verzoek bestaat niet, of niet meer.",
    payload_too_large: "Dit is te groot. Hoogstens {{limit}} is toegestaan.",
    too_many_requests: "Te veel verzoeken. Wacht {{seconds}} seconden en probeer het opnieuw.",
    in_use: "Dit wordt nog gebruikt door {{detail}}. Wijzig dat eerst.",
    too_many_attempts: "Te veel pogingen. Wacht {{seconds}} seconden en probeer het opnieuw.",
    internal:
      "Er ging bij ons iets mis. Probeer het opnieuw; blijft het zo, geef uw beheerder dan deze code: {{trace}}",
    too_many_windows: "U hebt Belfry al in {{count}} vensters open. Sluit er eerst een paar.",
    not_ready: "Het platform start of stopt. Probeer het zo weer.",
    telephony_down: "De telefoonkant antwoordt nu niet. Uw status blijft bewaard; probeer het zo weer.",
    not_an_agent: "U hebt geen toestelnummer. Vraag uw beheerder erom.",
    not_signed_in_agent: "Meld eerst de telefoon aan.",
    agent_signed_out: "De telefoon van deze medewerker is afgemeld. Alleen de medewerker zelf kan die aanmelden.",
    already_in_call: "U bent in gesprek. Rond dat eerst af.",
    no_call: "Er is geen gesprek om dit mee te doen.",
    not_in_this_state: "Dit kan nu niet.",
    phone_owned_elsewhere: "Uw telefoon is open in een ander venster. Neem hem over om hem hier te gebruiken.",
    phone_not_owned: "Dit venster heeft uw telefoon niet. Neem hem eerst over.",
    device_not_ready: "Uw telefoon is niet klaar: {{problem}}",
    unknown_pause: "Deze pauze bestaat niet meer. Kies een andere.",
    unknown_call_code: "Deze gesprekscode hoort niet bij deze wachtrij. Kies een andere.",
    call_code_required: "Kies een gesprekscode voordat u afrondt.",
    note_required: "Bij deze gesprekscode hoort een notitie.",
    call_back_time_required: "Geef aan wanneer er teruggebeld moet worden. Dat moet in de toekomst zijn.",
    no_call_back: "Bij deze gesprekscode hoort geen terugbelafspraak, of het nummer is niet bekend.",
    no_contact: "Er is geen contact om dit mee te doen. Misschien is het al naar een ander gegaan.",
    another_contact: "Er wordt nu een ander contact getoond. Niemand is gebeld of overgeslagen.",
    purpose_closed: "Dit kan nu niet: het is buiten de openingstijden. U kunt het nummer wel gewoon bellen.",
    provider_failed: "De dienst die bewijst wie u bent werkt nu niet. Probeer het opnieuw, of bel het nummer.",
    visit_over: "Dit bezoek is voorbij. Begin opnieuw, of bel het nummer.",
    visit_not_proven: "Bewijs eerst wie u bent.",
    pairing_wrong: "Dit is niet de code in uw wallet. Kijk nog eens: nog {{tries}} pogingen.",
    too_many_visits:
      "Er beginnen te veel mensen tegelijk. Wacht {{seconds}} seconden en probeer het opnieuw, of bel het nummer.",
    identity_forgotten: "Wat over deze beller bekend was, is vergeten, zoals het hoort.",
    identity_target_refused:
      "{{host}} mag niet worden gevraagd: het is een intern adres, of een adres zonder TLS. Vraag de beheerder van het platform om het toe te staan (BELFRY_IDENTITY_TARGETS).",
    demo_wallet_off: "De demonstratiewallet is hier niet beschikbaar: deze Belfry is geen demonstratie.",
    outside_calling_hours: "Deze persoon mag op dit uur niet gebeld worden.",
    unknown_target: "Zo'n medewerker, wachtrij of nummer is er niet.",
    target_not_available: "{{name}} kan nu geen gesprek aannemen.",
    invalid_number:
      "‘{{number}}’ is geen telefoonnummer dat gebeld kan worden. Schrijf het als 020 123 4567 of +31 20 123 4567.",
    number_not_allowed: "Bellen naar {{number}} is niet toegestaan.",
    premium_not_allowed:
      "{{number}} is een betaalnummer. Bellen naar betaalnummers is niet toegestaan. Vraag het uw beheerder.",
    emergency_not_allowed: "U kunt hier geen alarmnummer bellen. Bel {{number}} nu met een andere telefoon.",
    agent_calls_per_hour:
      "U mag {{limit}} keer per uur naar buiten bellen. Probeer het over {{minutes}} minuten opnieuw.",
    agent_calls_per_day:
      "U hebt vandaag {{limit}} keer naar buiten gebeld. Meer is niet toegestaan. Vraag het uw beheerder.",
    organisation_calls_per_day:
      "Uw organisatie heeft vandaag {{limit}} keer naar buiten gebeld. Meer is niet toegestaan. Vraag het uw beheerder.",
    organisation_calls_at_once:
      "Uw organisatie heeft nu {{limit}} gesprekken naar buiten. Meer is niet toegestaan. Probeer het zo opnieuw.",
    extension_unknown:
      "Toestel {{extension}} bestaat hier niet. Kies een ander toestel, of vraag uw beheerder om het toe te voegen.",
    extension_taken:
      "Iemand anders heeft toestel {{extension}}. Kies een ander toestel, of vraag uw beheerder wie dat is.",
    no_free_extension: "Alle toestelnummers zijn in gebruik. Voeg er eerst meer toe.",
    no_trunk: "Er is geen trunk voor gesprekken naar buiten. Vraag uw beheerder.",
    trunk_target_refused:
      "Gesprekken kunnen niet naar {{host}} worden gestuurd: het is een intern adres. Vraag de beheerder van het platform om het toe te staan (BELFRY_TRUNK_TARGETS).",
    consult_running: "Er loopt een ruggespraak. Rond die eerst af of beëindig hem.",
    not_recorded: "Gesprekken van deze wachtrij worden niet opgenomen.",
    recording_damaged: "Deze opname is beschadigd of veranderd en kan niet worden afgespeeld. Vertel het uw beheerder.",
    agent_not_in_call: "{{name}} praat nu met niemand.",
    already_supervised: "{{name}} doet al mee in dit gesprek.",
    own_call: "Dit bent u zelf: in uw eigen gesprek kunt u niet als leidinggevende meedoen.",
    campaign_running: "Deze campagne loopt. Stop hem eerst.",
    file_not_text: "Dit bestand is geen UTF-8-tekst. Sla het op als “CSV UTF-8” en probeer het opnieuw.",
    file_quotes:
      "De rij op regel {{line}} is niet te lezen: hij is te lang, of een aanhalingsteken wordt niet afgesloten.",
    file_without_rows: "Onder de kopregel van dit bestand staat geen enkele rij.",
    file_too_many_rows: "Dit bestand heeft meer dan {{limit}} rijen. Verdeel het over kleinere bestanden.",
    column_unclear: "Het is niet duidelijk in welke kolom de nummers staan. Noem een van deze: {{columns}}.",
    preview_outdated: "Er is iets veranderd sinds u dit bestand bekeek. Bekijk het opnieuw.",
    rows_wrong:
      "Rijen van dit bestand kloppen niet, dus misschien staat niet iedereen erin. Verbeter ze voordat u de anderen op niet actief zet.",
    column_unknown: "Er is geen kolom “{{column}}” in dit bestand.",
    no_consult: "Er is geen ruggespraak om dit mee te doen.",
  },
  validation: {
    required: "Vul dit in.",
    extension: "Een toestelnummer heeft 2 tot 8 cijfers.",
    passwordLength: "Minstens 10 tekens.",
    slug: "Kleine letters, cijfers en streepjes, 3 tot 40, beginnend met een letter.",
    number: "Schrijf een volledig nummer, zoals +31 20 123 4567.",
    address: "Eén IP-adres of CIDR-blok per regel.",
    other: "Dit klopt niet.",
  },
};
