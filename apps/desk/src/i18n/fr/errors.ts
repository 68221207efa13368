import type { errors as english } from "../en/errors.ts";
import type { Localised } from "../translation.ts";

/** French: refusals and mistakes in forms. */
export const errors: Localised<typeof english> = {
  errors: {
    network: "Le serveur ne répond pas. Vérifiez votre réseau et réessayez.",
    unknown: "Un problème est survenu. Réessayez.",
    invalid_request: "Quelque chose ne va pas dans cette demande : {{detail}}",
    not_signed_in: "Connectez-vous d’abord.",
    session_ended: "Vous avez été déconnecté. Connectez-vous de nouveau.",
    wrong_credentials: "Le nom d’utilisateur ou le mot de passe est incorrect. Vérifiez les deux et réessayez.",
    forbidden: "Votre rôle ne le permet pas. Demandez à votre administrateur.",
    foreign_origin: "Cette demande venait d’un autre site et a été refusée.",
    vouch_required: "Connectez-vous d’abord sur le site de votre entreprise, puis ouvrez ceci à nouveau.",
    vouch_other_person:
      "Vous êtes connecté sur le site de votre entreprise sous un autre nom qu’ici. Rechargez la page.",
    wrong_key: "Cette clé d’API n’est pas correcte, ou a été révoquée.",
    login_token_used:
      "Cette connexion a déjà servi, ou arrive trop tard. Ouvrez à nouveau la page depuis le site de votre entreprise.",
    not_by_token:
      "Un programme ne peut pas connecter cette personne : elle n’est pas active, ou a d’autres droits que ceux d’agent ou de superviseur.",
    issuer_not_allowed:
      "{{issuer}} n’est pas autorisé comme service de connexion. Demandez à l’opérateur de l’autoriser (BELFRY_SIGN_IN_ISSUERS).",
    sign_in_service_failed:
      "Le service de connexion de votre organisation ne fonctionne pas en ce moment. Réessayez, ou utilisez votre mot de passe.",
    sign_in_not_confirmed:
      "Le service de connexion n’a pas confirmé qui vous êtes, ou cela a duré trop longtemps. Réessayez.",
    not_known_here:
      "Le service de connexion vous connaît, mais vous n’avez pas accès ici. Demandez à votre administrateur.",
    not_found: "Ceci n’existe pas, ou n’existe plus.",
    conflict: "Ceci est déjà pris : {{detail}}",
    too_many_items: "Il y en a déjà {{limit}} ; il ne peut pas y en avoir davantage.",
    last_admin: "C’est le seul administrateur. Nommez d’abord un autre administrateur.",
    unknown_reference: "L’élément « {{kind}} » de cette demande n’existe pas, ou n’existe plus.",
    payload_too_large: "C’est trop grand. Au plus {{limit}}.",
    too_many_requests: "Trop de demandes. Attendez {{seconds}} secondes et réessayez.",
    in_use: "Ceci est encore utilisé par {{detail}}. Changez cela d’abord.",
    too_many_attempts: "Trop d’essais. Attendez {{seconds}} secondes et réessayez.",
    internal:
      "Un problème est survenu de notre côté. Réessayez ; si cela dure, donnez ce code à votre administrateur : {{trace}}",
    too_many_windows: "Belfry est déjà ouvert dans {{count}} fenêtres. Fermez-en d’abord quelques-unes.",
    not_ready: "La plateforme démarre ou s’arrête. Réessayez dans un instant.",
    telephony_down: "Le côté téléphonie ne répond pas en ce moment. Votre état est gardé ; réessayez dans un instant.",
    not_an_agent: "Vous n’avez pas de poste. Demandez-en un à votre administrateur.",
    not_signed_in_agent: "Mettez d’abord le téléphone en service.",
    agent_signed_out: "Le téléphone de cet agent est hors service. Lui seul peut le remettre en service.",
    already_in_call: "Vous êtes en appel. Terminez-le d’abord.",
    no_call: "Il n’y a pas d’appel pour cela.",
    not_in_this_state: "Ce n’est pas possible en ce moment.",
    phone_owned_elsewhere: "Votre téléphone est ouvert dans une autre fenêtre. Reprenez-le pour l’utiliser ici.",
    phone_not_owned: "Cette fenêtre n’a pas votre téléphone. Reprenez-le d’abord.",
    device_not_ready: "Votre téléphone n’est pas prêt : {{problem}}",
    unknown_pause: "Cette pause n’existe plus. Choisissez-en une autre.",
    unknown_call_code: "Ce code d’appel n’appartient pas à cette file. Choisissez-en un autre.",
    call_code_required: "Choisissez un code d’appel avant de terminer.",
    note_required: "Ce code d’appel demande une note.",
    call_back_time_required: "Indiquez quand rappeler cette personne. Ce moment doit être à venir.",
    no_call_back: "Ce code d’appel ne demande pas de rappel, ou le numéro n’est pas connu.",
    no_contact: "Il n’y a pas de contact pour cela. Il est peut-être passé à quelqu’un d’autre.",
    another_contact: "Un autre contact est affiché maintenant. Personne n’a été appelé ni passé.",
    purpose_closed:
      "Ce n’est pas possible en ce moment : c’est en dehors des heures d’ouverture. Vous pouvez quand même appeler le numéro.",
    provider_failed:
      "Le service qui prouve qui vous êtes ne fonctionne pas en ce moment. Réessayez, ou appelez le numéro.",
    visit_over: "Cette visite est terminée. Recommencez, ou appelez le numéro.",
    visit_not_proven: "Prouvez d’abord qui vous êtes.",
    pairing_wrong: "Ce n’est pas le code affiché dans votre portefeuille. Vérifiez : encore {{tries}} essais.",
    too_many_visits:
      "Trop de personnes commencent en même temps. Attendez {{seconds}} secondes et réessayez, ou appelez le numéro.",
    identity_forgotten: "Ce que l’on savait de cet appelant a été oublié, comme il se doit.",
    identity_target_refused:
      "{{host}} ne peut pas être interrogé : c’est une adresse interne, ou une adresse sans TLS. Demandez à l’exploitant de l’autoriser (BELFRY_IDENTITY_TARGETS).",
    demo_wallet_off:
      "Le portefeuille de démonstration n’est pas disponible ici : ce Belfry n’est pas une démonstration.",
    outside_calling_hours: "Cette personne ne peut pas être appelée à cette heure.",
    unknown_target: "Cet agent, cette file ou ce numéro n’existe pas.",
    target_not_available: "{{name}} ne peut pas prendre d’appel en ce moment.",
    invalid_number:
      "« {{number}} » n’est pas un numéro que l’on peut appeler. Écrivez-le comme 020 123 4567 ou +31 20 123 4567.",
    number_not_allowed: "Les appels vers {{number}} ne sont pas autorisés.",
    premium_not_allowed:
      "{{number}} est un numéro surtaxé, et ces appels ne sont pas autorisés. Adressez-vous à votre administrateur.",
    emergency_not_allowed:
      "Les appels d’urgence sont impossibles d’ici. Appelez tout de suite le {{number}} avec un autre téléphone.",
    agent_calls_per_hour:
      "Vous pouvez faire {{limit}} appels extérieurs par heure. Réessayez dans {{minutes}} minutes.",
    agent_calls_per_day:
      "Vous avez fait {{limit}} appels extérieurs aujourd’hui, la limite est atteinte. Adressez-vous à votre administrateur.",
    organisation_calls_per_day:
      "Votre organisation a fait {{limit}} appels extérieurs aujourd’hui, la limite est atteinte. Adressez-vous à votre administrateur.",
    organisation_calls_at_once:
      "Votre organisation a {{limit}} appels extérieurs en cours, la limite est atteinte. Réessayez bientôt.",
    extension_unknown:
      "Le poste {{extension}} n’existe pas ici. Choisissez-en un autre, ou demandez à votre administrateur de l’ajouter.",
    extension_taken:
      "Le poste {{extension}} est pris par quelqu’un d’autre. Choisissez-en un autre, ou demandez à votre administrateur qui c’est.",
    no_free_extension: "Tous les postes sont utilisés. Ajoutez d’abord d’autres postes.",
    no_trunk: "Il n’y a pas de liaison pour les appels vers l’extérieur. Demandez à votre administrateur.",
    trunk_target_refused:
      "Les appels ne peuvent pas être envoyés vers {{host}} : c’est une adresse interne. Demandez à l’exploitant de l’autoriser (BELFRY_TRUNK_TARGETS).",
    consult_running: "Une consultation est en cours. Terminez-la d’abord.",
    not_recorded: "Les appels de cette file ne sont pas enregistrés.",
    recording_damaged:
      "Cet enregistrement est abîmé ou a été modifié et ne peut pas être lu. Prévenez votre administrateur.",
    agent_not_in_call: "{{name}} ne parle avec personne en ce moment.",
    already_supervised: "{{name}} participe déjà à cet appel.",
    own_call: "C’est vous : vous ne pouvez pas participer à votre propre appel comme superviseur.",
    campaign_running: "Cette campagne est en cours. Arrêtez-la d’abord.",
    file_not_text: "Ce fichier n’est pas du texte UTF-8. Enregistrez-le en « CSV UTF-8 » et réessayez.",
    file_quotes: "La ligne {{line}} ne peut pas être lue : elle est trop longue, ou un guillemet n’y est jamais fermé.",
    file_without_rows: "Ce fichier ne contient aucune ligne sous ses en-têtes.",
    file_too_many_rows: "Ce fichier a plus de {{limit}} lignes. Divisez-le en fichiers plus petits.",
    column_unclear: "On ne sait pas quelle colonne contient les numéros. Indiquez l’une de celles-ci : {{columns}}.",
    preview_outdated: "Quelque chose a changé depuis que vous avez examiné ce fichier. Examinez-le à nouveau.",
    rows_wrong:
      "Des lignes de ce fichier sont incorrectes : il ne nomme peut-être pas tout le monde. Corrigez-les avant de désactiver les autres.",
    column_unknown: "Il n’y a pas de colonne « {{column}} » dans ce fichier.",
    no_consult: "Il n’y a pas de consultation pour cela.",
  },
  validation: {
    required: "À remplir.",
    extension: "Un poste a 2 à 8 chiffres.",
    passwordLength: "Au moins 10 caractères.",
    slug: "Minuscules, chiffres et tirets, 3 à 40, en commençant par une lettre.",
    number: "Écrivez un numéro complet, comme +31 20 123 4567.",
    address: "Une adresse IP ou un bloc CIDR par ligne.",
    other: "Ce n’est pas correct.",
  },
};
