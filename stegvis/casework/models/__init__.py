"""What we do together: one file a noun."""

from stegvis.casework.models.activity import (
    Activity,
    ActivityStatus,
    Attendance,
    CareStatus,
    Employer,
    EmployerContact,
    Group,
    GroupSession,
    OutgoingReferral,
    Sector,
)
from stegvis.casework.models.area import AreaEntry, AreaTriage, AreaWait
from stegvis.casework.models.arm import ArmPlacing
from stegvis.casework.models.attachment import Attachment, AttachmentKind, MediaType
from stegvis.casework.models.coordination import ContactFact, MonthlyLine, SystemRegistration
from stegvis.casework.models.exit import Exit, FollowUp, Readiness, Takeover
from stegvis.casework.models.extract import ExtractContent, RegisterExtract, Withheld
from stegvis.casework.models.frozen import FrozenVersion
from stegvis.casework.models.instruments import (
    ComparisonAnswer,
    ComparisonPerson,
    EarlierAnswer,
    InstrumentAnswer,
    InstrumentText,
)
from stegvis.casework.models.intake import (
    OPEN_STATUSES,
    CriterionJudgement,
    Intake,
    IntakeStatus,
    Judged,
)
from stegvis.casework.models.mapping import Mapping, MappingAnswer
from stegvis.casework.models.meeting import Meeting, MeetingStatus
from stegvis.casework.models.name_release import NameDecision, NameRequest, ReleasedName
from stegvis.casework.models.need import Need
from stegvis.casework.models.note import Note
from stegvis.casework.models.own_words import (
    About,
    AnswerKind,
    AnswerWay,
    OwnComment,
    OwnTick,
    PersonAnswer,
    PersonQuestion,
)
from stegvis.casework.models.participation import (
    CaseManagerSpell,
    Participation,
    Party,
)
from stegvis.casework.models.plan import GoalStatus, Plan, PlanAction, PlanGoal
from stegvis.casework.models.proposal import Proposal, ProposalAnswer, ProposalStatus
from stegvis.casework.models.question import Answer, Question, QuestionKind
from stegvis.casework.models.referral import Referral, ReferralStatus, Sending
from stegvis.casework.models.team_meeting import (
    TeamAttendee,
    TeamCase,
    TeamDecision,
    TeamMeeting,
)
from stegvis.casework.models.weeding import (
    LegalHold,
    WeedingDecision,
    WeedingRecord,
    WeedingRow,
)
from stegvis.casework.models.work import (
    ARBETSUTBUD,
    Milestone,
    MonthlyFigure,
    WorkPeriod,
    WorkPlot,
)

__all__ = [
    "ARBETSUTBUD",
    "OPEN_STATUSES",
    "About",
    "Activity",
    "ActivityStatus",
    "Answer",
    "AnswerKind",
    "AnswerWay",
    "AreaEntry",
    "AreaTriage",
    "AreaWait",
    "ArmPlacing",
    "Attachment",
    "AttachmentKind",
    "Attendance",
    "CareStatus",
    "CaseManagerSpell",
    "ComparisonAnswer",
    "ComparisonPerson",
    "ContactFact",
    "CriterionJudgement",
    "EarlierAnswer",
    "Employer",
    "EmployerContact",
    "Exit",
    "ExtractContent",
    "FollowUp",
    "FrozenVersion",
    "GoalStatus",
    "Group",
    "GroupSession",
    "InstrumentAnswer",
    "InstrumentText",
    "Intake",
    "IntakeStatus",
    "Judged",
    "LegalHold",
    "Mapping",
    "MappingAnswer",
    "MediaType",
    "Meeting",
    "MeetingStatus",
    "Milestone",
    "MonthlyFigure",
    "MonthlyLine",
    "NameDecision",
    "NameRequest",
    "Need",
    "Note",
    "OutgoingReferral",
    "OwnComment",
    "OwnTick",
    "Participation",
    "Party",
    "PersonAnswer",
    "PersonQuestion",
    "Plan",
    "PlanAction",
    "PlanGoal",
    "Proposal",
    "ProposalAnswer",
    "ProposalStatus",
    "Question",
    "QuestionKind",
    "Readiness",
    "Referral",
    "ReferralStatus",
    "RegisterExtract",
    "ReleasedName",
    "Sector",
    "Sending",
    "SystemRegistration",
    "Takeover",
    "TeamAttendee",
    "TeamCase",
    "TeamDecision",
    "TeamMeeting",
    "WeedingDecision",
    "WeedingRecord",
    "WeedingRow",
    "Withheld",
    "WorkPeriod",
    "WorkPlot",
]
