"""This file is where every permission is named: NOUN_VERB, the same stem as its event."""

from enum import StrEnum


class Permission(StrEnum):
    # referral
    REFERRAL_READ = "referral_read"
    REFERRAL_DRAFT = "referral_draft"
    REFERRAL_SEND = "referral_send"
    INQUIRY_SEND = "inquiry_send"
    QUESTION_ASK = "question_ask"
    QUESTION_ANSWER = "question_answer"
    TAKEOVER_CONFIRM = "takeover_confirm"
    PROPOSAL_ASSESS = "proposal_assess"
    # the target group of an area
    AREA_READ = "area_read"
    AREA_KEEP = "area_keep"
    # intake
    INTAKE_READ = "intake_read"
    INTAKE_JUDGE = "intake_judge"
    INTAKE_DECIDE = "intake_decide"
    OUTREACH_REGISTER = "outreach_register"
    TEAM_MEETING_RUN = "team_meeting_run"
    # the case
    PARTICIPATION_READ = "participation_read"
    PARTICIPATION_ENROL = "participation_enrol"
    PARTICIPATION_MOVE = "participation_move"
    CASE_ASSIGN = "case_assign"
    PARTY_ADD = "party_add"
    CONSENT_RECORD = "consent_record"
    DISCLOSURE_MAKE = "disclosure_make"
    DISCLOSURE_REVIEW = "disclosure_review"
    IDENTITY_UNMASK = "identity_unmask"
    PROTECTION_SET = "protection_set"
    PARTICIPANT_CORRECT = "participant_correct"
    MEETING_BOOK = "meeting_book"
    MAPPING_WRITE = "mapping_write"
    PLAN_WRITE = "plan_write"
    ACTIVITY_WRITE = "activity_write"
    GROUP_RUN = "group_run"
    EMPLOYER_KEEP = "employer_keep"
    OFFER_KEEP = "offer_keep"
    NOTE_WRITE = "note_write"
    READINESS_JUDGE = "readiness_judge"
    EXIT_CLOSE = "exit_close"
    FOLLOWUP_RECORD = "followup_record"
    DOCUMENT_EXPORT = "document_export"
    EXTRACT_RELEASE = "extract_release"
    # results
    GOALS_READ = "goals_read"
    GOALS_LIST_CASES = "goals_list_cases"
    GOALS_ANALYSE = "goals_analyse"
    FIGURES_PUBLISH = "figures_publish"
    FIGURES_READ = "figures_read"
    # how the programme is run
    CONDUCT_KEEP = "conduct_keep"
    STEERING_READ = "steering_read"
    SEATS_KEEP = "seats_keep"
    # the authority's own affairs
    MEMBERS_MANAGE = "members_manage"
    LOG_CHECK = "log_check"
    WEEDING_DECIDE = "weeding_decide"
