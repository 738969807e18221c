"""Who may do what, and to which dossiers. One table; the API asks it for every route, list and act."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.custody import CITIZEN, Holder, Party
from chalicelib.domain.dossiers import CLOSED, Dossier, Status
from chalicelib.domain.faults import Fault


class Role(StrEnum):
    """The ten roles that accounts have; `system` marks what no person did, and no account may carry it."""

    CLERK = "clerk"
    AGENT_MANAGER = "agent_manager"
    PROVIDER_MANAGER = "provider_manager"
    BRANCH_OFFICER = "branch_officer"
    CASE_OFFICER = "case_officer"
    LEADER = "leader"
    SUPERVISOR = "supervisor"
    CITIZEN = "citizen"
    PARTNER = "partner"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


class Right(StrEnum):
    """What a route lets one do."""

    OPEN = "open"
    ADD_PAPER = "add_paper"
    LIST = "list"
    VIEW = "view"
    ACT = "act"
    REVIEW = "review"
    FOLLOW = "follow"
    PRINT = "print"
    REGISTER = "register"
    ENTER_RULES = "enter_rules"
    KEEP_AGENTS = "keep_agents"
    ROUTING = "routing"
    CHARGE = "charge"
    PAY = "pay"
    TAKE_CASH = "take_cash"
    RECEIPT = "receipt"
    REFUND = "refund"
    SEE_BOOKS = "see_books"
    CLOSE_BOOKS = "close_books"
    SEE_STATEMENTS = "see_statements"
    CLEAR_MONEY = "clear_money"
    CONTACT = "contact"
    OWN_CONTACT = "own_contact"
    PARITY = "parity"
    FEEDBACK = "feedback"
    HEAR = "hear"
    SIGN_OUT = "sign_out"
    CONSENT = "consent"
    OFFER = "offer"
    ASK_RIGHTS = "ask_rights"
    OWN_PRIVACY = "own_privacy"
    DECIDE_RIGHTS = "decide_rights"
    ISSUE = "issue"
    RESULT = "result"
    ASK_CODE = "ask_code"
    POST_RESULT = "post_result"
    CUSTODY = "custody"
    SEE_CUSTODY = "see_custody"
    SEE_WAITING = "see_waiting"


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks: the account, its role, and the agent, provider, authority or person it is bound to.

    `level` is how well a citizen's electronic identity was checked: 1 by nobody, 2 in person.
    """

    id: str
    role: Role
    scope: str
    level: int = 2

    @property
    def is_proven(self) -> bool:
        """Whether somebody checked that the account is that person's."""
        return self.level >= 2


SYSTEM = Principal("system", Role.SYSTEM, "")  # who acts where no person does

AGENT_SIDE = frozenset({Role.CLERK, Role.AGENT_MANAGER})
AUTHORITY_SIDE = frozenset({Role.BRANCH_OFFICER, Role.CASE_OFFICER, Role.LEADER})

RIGHTS: dict[Right, frozenset[Role]] = {
    Right.OPEN: AGENT_SIDE,
    Right.ADD_PAPER: AGENT_SIDE,
    Right.LIST: AGENT_SIDE | AUTHORITY_SIDE | {Role.PROVIDER_MANAGER, Role.SUPERVISOR, Role.CITIZEN},
    Right.VIEW: AGENT_SIDE | AUTHORITY_SIDE | {Role.PROVIDER_MANAGER, Role.SUPERVISOR, Role.CITIZEN},
    Right.ACT: AGENT_SIDE | AUTHORITY_SIDE,
    Right.REVIEW: AGENT_SIDE | AUTHORITY_SIDE,
    Right.FOLLOW: AGENT_SIDE,
    Right.PRINT: AGENT_SIDE | AUTHORITY_SIDE,
    Right.REGISTER: AGENT_SIDE,
    Right.ENTER_RULES: frozenset({Role.ADMINISTRATOR}),
    Right.KEEP_AGENTS: frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}),
    Right.ROUTING: frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}),
    Right.CHARGE: AGENT_SIDE,
    Right.PAY: AGENT_SIDE | {Role.CITIZEN},
    Right.TAKE_CASH: AGENT_SIDE,
    Right.RECEIPT: AGENT_SIDE | AUTHORITY_SIDE | {Role.CITIZEN},
    Right.REFUND: frozenset({Role.LEADER, Role.SUPERVISOR}),
    Right.SEE_BOOKS: frozenset({Role.AGENT_MANAGER, Role.PROVIDER_MANAGER, Role.SUPERVISOR}),
    Right.CLOSE_BOOKS: frozenset({Role.AGENT_MANAGER}),
    Right.SEE_STATEMENTS: frozenset({Role.PROVIDER_MANAGER, Role.SUPERVISOR}),
    Right.CLEAR_MONEY: frozenset({Role.SUPERVISOR}),
    Right.CONTACT: AGENT_SIDE,
    Right.OWN_CONTACT: frozenset({Role.CITIZEN}),
    Right.PARITY: frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}),
    Right.FEEDBACK: AGENT_SIDE | {Role.CITIZEN},  # at the agent, or signed in; by the link nobody needs a role
    Right.HEAR: frozenset({Role.LEADER, Role.SUPERVISOR}),  # sees and answers complaints: never the agent
    Right.SIGN_OUT: frozenset({Role.CITIZEN}),
    Right.CONSENT: AGENT_SIDE,
    Right.OFFER: AGENT_SIDE | {Role.CITIZEN},
    Right.ASK_RIGHTS: AGENT_SIDE,
    Right.OWN_PRIVACY: frozenset({Role.CITIZEN}),
    Right.DECIDE_RIGHTS: frozenset({Role.SUPERVISOR}),
    Right.ISSUE: frozenset({Role.CASE_OFFICER, Role.LEADER}),
    Right.RESULT: AGENT_SIDE | AUTHORITY_SIDE | {Role.PROVIDER_MANAGER, Role.SUPERVISOR, Role.CITIZEN},
    Right.ASK_CODE: AGENT_SIDE | {Role.CITIZEN},
    Right.POST_RESULT: AGENT_SIDE,
    Right.CUSTODY: AGENT_SIDE | AUTHORITY_SIDE | {Role.PARTNER, Role.CITIZEN},
    Right.SEE_WAITING: AGENT_SIDE | AUTHORITY_SIDE | {Role.PARTNER},
    Right.SEE_CUSTODY: AGENT_SIDE
    | AUTHORITY_SIDE
    | {Role.PARTNER, Role.CITIZEN, Role.PROVIDER_MANAGER, Role.SUPERVISOR},
}
UNPROVEN: frozenset[Right] = frozenset({Right.LIST, Right.VIEW, Right.SIGN_OUT})
"""All that an account may do of which nobody checked whose it is."""

SHORTEST_REASON = 10  # characters: “.” is no reason


def require(principal: Principal, right: Right) -> None:
    """Raises role.forbidden unless the role has the right, and signin.level where the account must be checked first."""
    if principal.role not in RIGHTS[right]:
        raise Fault("role.forbidden", role=principal.role.value)
    if not principal.is_proven and right not in UNPROVEN:
        raise Fault("signin.level")


def within_reach(principal: Principal, dossier: Dossier) -> bool:
    """Whether the dossier is one of those the principal may know of at all."""
    match principal.role:
        case Role.CLERK | Role.AGENT_MANAGER:
            return dossier.agent == principal.scope
        case Role.PROVIDER_MANAGER:
            return dossier.provider == principal.scope
        case Role.BRANCH_OFFICER | Role.CASE_OFFICER | Role.LEADER:
            return principal.scope in (dossier.authority, *dossier.authorities, *dossier.handed_from)
        case Role.CITIZEN:
            return dossier.person == principal.scope
        case Role.SUPERVISOR:
            return True
        case _:
            return False


def decides(principal: Principal, dossier: Dossier) -> bool:
    """Whether the dossier, or this part of it, is the principal's to act on; others within reach only look."""
    if principal.role in AUTHORITY_SIDE:
        return dossier.authority == principal.scope
    return within_reach(principal, dossier)


def reviews(principal: Principal, dossier: Dossier) -> bool:
    """Whether it is the principal's to say what papers say: the agent's while it works on it, then the authority's."""
    if dossier.status in CLOSED or dossier.restricted:
        return False
    if principal.role in AUTHORITY_SIDE:
        return not dossier.is_with_agent and principal.scope in (dossier.authority, *dossier.authorities)
    return principal.role in AGENT_SIDE and dossier.is_with_agent and within_reach(principal, dossier)


def holder_of(principal: Principal) -> Holder | None:
    """On whose behalf the principal holds paper articles and scans them; None for those who never do."""
    if principal.role in AGENT_SIDE:
        return Holder(Party.AGENT, principal.scope)
    if principal.role in AUTHORITY_SIDE:
        return Holder(Party.AUTHORITY, principal.scope)
    return {Role.PARTNER: Holder(Party.COURIER, principal.scope), Role.CITIZEN: CITIZEN}.get(principal.role)


def sees_personal_data(principal: Principal, dossier: Dossier, reason: str = "") -> bool:
    """Whether names, papers and facts are shown. The Centre's supervisor must state a reason, which is audited."""
    hidden = dossier.restricted and principal.role not in (Role.SUPERVISOR, Role.CITIZEN)
    if hidden or not within_reach(principal, dossier):
        return False
    match principal.role:
        case Role.CLERK | Role.AGENT_MANAGER:
            # After the hand-over only what tracking shows, until the result is there to be handed out.
            return dossier.is_with_agent or dossier.status is Status.FINISHED
        case Role.PROVIDER_MANAGER:
            return False
        case Role.BRANCH_OFFICER | Role.CASE_OFFICER | Role.LEADER:
            return principal.scope in (dossier.authority, *dossier.authorities)
        case Role.SUPERVISOR:
            return len(reason.strip()) >= SHORTEST_REASON
        case _:
            return principal.is_proven
