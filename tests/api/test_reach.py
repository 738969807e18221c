"""Who may do what to which dossiers: every role against every route that asks who one is, near and far.

A route without a line in the tables fails here.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chalicelib.api.application import ENDPOINTS
from chalicelib.domain.lifecycle import TRANSITIONS
from chalicelib.domain.roles import Role
from infra import seed
from tests.api.asking import applicant, application, hired, leaks, refused
from tests.api.conftest import Shelf
from tests.support.dossiers import entries
from tests.support.town import Answer, Desk, Town

Ask = Callable[[Desk, str, str], Answer]
USERS = ["clerk", "manager", "provider", "reception", "officer", "leader", "supervisor", "citizen", "partner", "admin"]
OPEN = ("POST", "/v1/dossiers")
LIST = ("GET", "/v1/dossiers")
VIEW = ("GET", "/v1/dossiers/{code}")
ACT = ("POST", "/v1/dossiers/{code}/actions")
ADD = ("POST", "/v1/dossiers/{code}/papers")
PAPER = ("GET", "/v1/dossiers/{code}/papers/{paper}")
FOLLOW = ("POST", "/v1/dossiers/{code}/portal-status")
ENTER = ("POST", "/v1/admin/procedures")
AHEAD = ("GET", "/v1/forecast")
PRINT = ("POST", "/v1/dossiers/{code}/forms")
REGISTER = ("POST", "/v1/register")
CARD = ("POST", "/v1/cards/read")
PROPOSE = ("POST", "/v1/admin/agents")
AGENT = ("GET", "/v1/admin/agents/{agent}")
MOVE = ("POST", "/v1/admin/agents/{agent}")
ME = ("GET", "/v1/me")
QUEUE = ("GET", "/v1/reviews")
REVIEW = ("GET", "/v1/dossiers/{code}/papers/{paper}/review")
CORRECT = ("POST", "/v1/dossiers/{code}/papers/{paper}/corrections")
ROUTING = ("GET", "/v1/admin/routing")
RULES = ("POST", "/v1/admin/rules")
PUBLISH = ("POST", "/v1/admin/routing")
ROUTING_DIFF = ("POST", "/v1/admin/routing/diff")
COVERS = ("POST", "/v1/dossiers/{code}/covers")
BATCH = ("POST", "/v1/batches")
SEE_BATCH = ("GET", "/v1/batches/{batch}")
PAGE = ("POST", "/v1/batches/{batch}/pages/{number}")
PAYMENTS = ("GET", "/v1/dossiers/{code}/payments")
ASK_FEE = ("POST", "/v1/dossiers/{code}/payments")
START = ("POST", "/v1/dossiers/{code}/payments/{payment}/start")
CASH = ("POST", "/v1/dossiers/{code}/payments/{payment}/cash")
PAY_OUT = ("POST", "/v1/dossiers/{code}/payments/{payment}/payout")
REFUND = ("POST", "/v1/dossiers/{code}/payments/{payment}/refund")
RECEIPT = ("GET", "/v1/dossiers/{code}/payments/{payment}/receipt")
LEDGER = ("GET", "/v1/agents/{agent}/ledger")
CLOSE = ("POST", "/v1/agents/{agent}/closings")
UNMATCHED = ("GET", "/v1/unmatched")
CLEAR = ("POST", "/v1/unmatched/{unmatched}")
STATEMENT = ("GET", "/v1/reconciliation")
OWN_CONTACT = ("GET", "/v1/me/contact")
CHOOSE = ("POST", "/v1/me/contact")
CONTACT = ("GET", "/v1/dossiers/{code}/contact")
CHOOSE_FOR = ("POST", "/v1/dossiers/{code}/contact")
SIGN_OUT = ("POST", "/v1/sign-out")
WORDING = ("POST", "/v1/admin/wordings/preview")
PARITY = ("GET", "/v1/portal/parity")
BEHIND = ("GET", "/v1/portal/out-of-step")
RATE = ("POST", "/v1/dossiers/{code}/rating")
COMPLAIN = ("POST", "/v1/dossiers/{code}/complaints")
COMPLAINTS = ("GET", "/v1/complaints")
HEAR = ("GET", "/v1/dossiers/{code}/complaints/{complaint}")
ANSWER = ("POST", "/v1/dossiers/{code}/complaints/{complaint}/answer")
OWN_CONSENTS = ("GET", "/v1/me/consents")
CONSENT = ("POST", "/v1/me/consents")
WITHDRAW = ("POST", "/v1/me/consents/{consent}/withdrawal")
PRINT_OWN = ("GET", "/v1/me/consents/{consent}/print")
CONSENTS = ("GET", "/v1/dossiers/{code}/consents")
RECORD = ("POST", "/v1/dossiers/{code}/consents")
SEND_CODE = ("POST", "/v1/dossiers/{code}/codes")
WITHDRAW_HERE = ("POST", "/v1/dossiers/{code}/consents/{consent}/withdrawal")
PRINT_CONSENT = ("GET", "/v1/dossiers/{code}/consents/{consent}/print")
OFFERS = ("GET", "/v1/dossiers/{code}/offers")
USE = ("POST", "/v1/dossiers/{code}/offers/{paper}")
TRAIL = ("GET", "/v1/me/trail")
OWN_RIGHTS = ("GET", "/v1/me/rights")
ASK_RIGHT = ("POST", "/v1/me/rights")
OWN_RIGHT = ("GET", "/v1/me/rights/{request}")
ASK_HERE = ("POST", "/v1/dossiers/{code}/rights")
FETCH = ("POST", "/v1/dossiers/{code}/rights/{request}/data")
RIGHTS = ("GET", "/v1/rights")
DECIDE = ("POST", "/v1/rights/{request}/decision")
RESULT = ("POST", "/v1/dossiers/{code}/results")
RESULTS = ("GET", "/v1/dossiers/{code}/results")
SHOW = ("GET", "/v1/dossiers/{code}/results/{result}")
NEW_CODE = ("POST", "/v1/dossiers/{code}/results/{result}/code")
PARCEL = ("POST", "/v1/dossiers/{code}/results/{result}/parcel")
ENTER_ARTICLE = ("POST", "/v1/dossiers/{code}/articles")
CHAIN = ("GET", "/v1/articles/{article}")
OFFER = ("POST", "/v1/articles/{article}/offer")
TAKE = ("POST", "/v1/articles/{article}/take")
COLLECTIONS = ("GET", "/v1/waiting/collections")
HAND_OVERS = ("GET", "/v1/waiting/hand-overs")
OWN_PAPERS = ("GET", "/v1/me/papers")
ASK: dict[tuple[str, str], Ask] = {
    ME: lambda desk, code, paper: desk.get("/v1/me"),
    OPEN: lambda desk, code, paper: desk.post("/v1/dossiers", application()),
    LIST: lambda desk, code, paper: desk.get("/v1/dossiers?limit=3"),
    AHEAD: lambda desk, code, paper: desk.get("/v1/forecast?limit=3"),
    VIEW: lambda desk, code, paper: desk.get(f"/v1/dossiers/{code}"),
    ACT: lambda desk, code, paper: desk.act(code, "return_result"),
    FOLLOW: lambda desk, code, paper: desk.post(f"/v1/dossiers/{code}/portal-status", {"status": 2}),
    ADD: lambda desk, code, paper: desk.post(
        f"/v1/dossiers/{code}/papers", {"slot": "??", "content_type": "image/png"}
    ),
    PAPER: lambda desk, code, paper: desk.get(f"/v1/dossiers/{code}/papers/{paper}"),
    QUEUE: lambda desk, code, paper: desk.get("/v1/reviews?limit=3"),
    REVIEW: lambda desk, code, paper: desk.get(f"/v1/dossiers/{code}/papers/{paper}/review"),
    CORRECT: lambda desk, code, paper: desk.post(
        f"/v1/dossiers/{code}/papers/{paper}/corrections", {"corrections": [{"about": "page", "said": "unreadable"}]}
    ),
    PRINT: lambda desk, code, paper: desk.post(f"/v1/dossiers/{code}/forms", {"form": "04"}),
    COVERS: lambda desk, code, paper: desk.post(f"/v1/dossiers/{code}/covers", {}),
    BATCH: lambda desk, code, paper: desk.post("/v1/batches", {"content_type": "image/tiff"}),
    SEE_BATCH: lambda desk, code, paper: desk.get("/v1/batches/none"),
    PAGE: lambda desk, code, paper: desk.post("/v1/batches/none/pages/1", {"discard": "Tờ nháp, không dùng."}),
    REGISTER: lambda desk, code, paper: desk.post("/v1/register", {"first": "2026-11-13", "last": "2026-11-12"}),
    CARD: lambda desk, code, paper: desk.post("/v1/cards/read", {"text": "no card"}),
    PROPOSE: lambda desk, code, paper: desk.post(
        "/v1/admin/agents", {"id": "VNP-01", "provider": "x", "provider_name": "x", "details": {}, "reason": " "}
    ),
    AGENT: lambda desk, code, paper: desk.get("/v1/admin/agents/VNP-01"),
    MOVE: lambda desk, code, paper: desk.post("/v1/admin/agents/VNP-01", {"act": "approve", "reason": " "}),
    ENTER: lambda desk, code, paper: desk.post("/v1/admin/procedures", {"versions": [{}]}),
    ROUTING: lambda desk, code, paper: desk.get("/v1/admin/routing?on=2026-11-12"),
    RULES: lambda desk, code, paper: desk.post("/v1/admin/rules", {"entries": entries("regimes")}),
    PUBLISH: lambda desk, code, paper: desk.post(
        "/v1/admin/routing", {"entries": entries("routing")[:1], "reason": " "}
    ),
    OWN_CONTACT: lambda desk, code, paper: desk.get("/v1/me/contact"),
    CHOOSE: lambda desk, code, paper: desk.post("/v1/me/contact", {"channels": ["sms", "email"]}),
    SIGN_OUT: lambda desk, code, paper: desk.post("/v1/sign-out", {}),
    CONTACT: lambda desk, code, paper: desk.get(f"/v1/dossiers/{code}/contact"),
    CHOOSE_FOR: lambda desk, code, paper: desk.post(f"/v1/dossiers/{code}/contact", {"channels": ["sms"]}),
    WORDING: lambda desk, code, paper: desk.post("/v1/admin/wordings/preview", {"wording": {}}),
    ROUTING_DIFF: lambda desk, code, paper: desk.post("/v1/admin/routing/diff", {"on": "2026-11-12", "entries": []}),
    PAYMENTS: lambda desk, code, paper: desk.get(f"/v1/dossiers/{code}/payments"),
    ASK_FEE: lambda desk, code, paper: desk.post(f"/v1/dossiers/{code}/payments", {}),
    START: lambda desk, code, paper: desk.post(f"/v1/dossiers/{code}/payments/none/start", {"method": "vietqr"}),
    CASH: lambda desk, code, paper: desk.post(f"/v1/dossiers/{code}/payments/none/cash", {"amount": 1}),
    PAY_OUT: lambda desk, code, paper: desk.post(f"/v1/dossiers/{code}/payments/none/payout", {"amount": 1}),
    REFUND: lambda desk, code, paper: desk.post(
        f"/v1/dossiers/{code}/payments/none/refund", {"reason": "Thu nhầm hồ sơ."}
    ),
    RECEIPT: lambda desk, code, paper: desk.get(f"/v1/dossiers/{code}/payments/none/receipt"),
    LEDGER: lambda desk, code, paper: desk.get("/v1/agents/VNP-01/ledger"),
    CLOSE: lambda desk, code, paper: desk.post("/v1/agents/VNP-01/closings", {"counted": 0, "deposited": 1}),
    UNMATCHED: lambda desk, code, paper: desk.get("/v1/unmatched"),
    CLEAR: lambda desk, code, paper: desk.post("/v1/unmatched/none", {"reason": "Đã hỏi cổng thanh toán."}),
    RESULT: lambda desk, code, paper: desk.post(f"/v1/dossiers/{code}/results", {"number": "1"}),
    RESULTS: lambda desk, code, paper: desk.get(f"/v1/dossiers/{code}/results"),
    SHOW: lambda desk, code, paper: desk.get(f"/v1/dossiers/{code}/results/none"),
    NEW_CODE: lambda desk, code, paper: desk.post(f"/v1/dossiers/{code}/results/none/code", {}),
    PARCEL: lambda desk, code, paper: desk.post(
        f"/v1/dossiers/{code}/results/none/parcel", {"carrier": "demopost", "tracking": "DP-0001"}
    ),
    ENTER_ARTICLE: lambda desk, code, paper: desk.post(
        f"/v1/dossiers/{code}/articles", {"kind": "original", "name": "??"}
    ),
    CHAIN: lambda desk, code, paper: desk.get(f"/v1/articles/{code}.9"),
    OFFER: lambda desk, code, paper: desk.post(f"/v1/articles/{code}.9/offer", {"party": "agent", "id": "VNP-02"}),
    TAKE: lambda desk, code, paper: desk.post(f"/v1/articles/{code}.9/take", {}),
    COLLECTIONS: lambda desk, code, paper: desk.get("/v1/waiting/collections?limit=3"),
    HAND_OVERS: lambda desk, code, paper: desk.get("/v1/waiting/hand-overs?limit=3"),
    OWN_PAPERS: lambda desk, code, paper: desk.get("/v1/me/papers"),
    STATEMENT: lambda desk, code, paper: desk.get("/v1/reconciliation?day=2026-01-01"),
    PARITY: lambda desk, code, paper: desk.get("/v1/portal/parity?first=2026-11-12&last=2026-11-12"),
    BEHIND: lambda desk, code, paper: desk.get("/v1/portal/out-of-step?limit=3"),
    RATE: lambda desk, code, paper: desk.post(f"/v1/dossiers/{code}/rating", {"marks": {"time": 2}}),
    COMPLAIN: lambda desk, code, paper: desk.post(
        f"/v1/dossiers/{code}/complaints", {"category": "report", "text": "ngắn"}
    ),
    COMPLAINTS: lambda desk, code, paper: desk.get("/v1/complaints?limit=3"),
    HEAR: lambda desk, code, paper: desk.get(f"/v1/dossiers/{code}/complaints/none"),
    ANSWER: lambda desk, code, paper: desk.post(f"/v1/dossiers/{code}/complaints/none/answer", {"text": "Đã trả lời."}),
    OWN_CONSENTS: lambda desk, code, paper: desk.get("/v1/me/consents"),
    CONSENT: lambda desk, code, paper: desk.post("/v1/me/consents", {"purpose": "state_task"}),
    WITHDRAW: lambda desk, code, paper: desk.post("/v1/me/consents/none/withdrawal", {}),
    PRINT_OWN: lambda desk, code, paper: desk.get("/v1/me/consents/none/print"),
    CONSENTS: lambda desk, code, paper: desk.get(f"/v1/dossiers/{code}/consents"),
    RECORD: lambda desk, code, paper: desk.post(
        f"/v1/dossiers/{code}/consents",
        {"purpose": "keep_papers", "proofs": [{"kind": "signed_paper", "reference": "none"}]},
    ),
    SEND_CODE: lambda desk, code, paper: desk.post(f"/v1/dossiers/{code}/codes", {"purpose": "keep_papers"}),
    WITHDRAW_HERE: lambda desk, code, paper: desk.post(f"/v1/dossiers/{code}/consents/none/withdrawal", {}),
    PRINT_CONSENT: lambda desk, code, paper: desk.get(f"/v1/dossiers/{code}/consents/none/print"),
    OFFERS: lambda desk, code, paper: desk.get(f"/v1/dossiers/{code}/offers"),
    USE: lambda desk, code, paper: desk.post(f"/v1/dossiers/{code}/offers/none", {"consent": "none"}),
    TRAIL: lambda desk, code, paper: desk.get("/v1/me/trail"),
    OWN_RIGHTS: lambda desk, code, paper: desk.get("/v1/me/rights"),
    ASK_RIGHT: lambda desk, code, paper: desk.post("/v1/me/rights", {"right": "correct"}),
    OWN_RIGHT: lambda desk, code, paper: desk.get("/v1/me/rights/rights-none"),
    ASK_HERE: lambda desk, code, paper: desk.post(f"/v1/dossiers/{code}/rights", {"right": "see"}),
    FETCH: lambda desk, code, paper: desk.post(f"/v1/dossiers/{code}/rights/rights-none/data", {"code": "000000"}),
    RIGHTS: lambda desk, code, paper: desk.get("/v1/rights"),
    DECIDE: lambda desk, code, paper: desk.post("/v1/rights/rights-none/decision", {"granted": True, "reason": "."}),
}
# What each demo user is answered about a routed dossier of the own agent, provider, commune, person. Acts and papers
# are asked for in a way that no state allows, so 409 and 422 mean: this role may, were it the time.
NEAR: dict[tuple[str, str], tuple[int, ...]] = {
    #     clerk mana prov rece offi lead supe citi part admi
    ME: (200, 200, 200, 200, 200, 200, 200, 200, 200, 200),
    OPEN: (201, 201, 403, 403, 403, 403, 403, 403, 403, 403),
    LIST: (200, 200, 422, 200, 200, 200, 422, 200, 403, 403),
    AHEAD: (200, 200, 422, 200, 200, 200, 422, 200, 403, 403),
    VIEW: (200, 200, 200, 200, 200, 200, 200, 200, 403, 403),
    ACT: (409, 409, 403, 409, 409, 409, 403, 403, 403, 403),
    FOLLOW: (409, 409, 403, 403, 403, 403, 403, 403, 403, 403),
    ADD: (409, 409, 403, 403, 403, 403, 403, 403, 403, 403),
    PAPER: (403, 403, 403, 200, 200, 200, 403, 200, 403, 403),
    QUEUE: (200, 200, 403, 200, 200, 200, 403, 403, 403, 403),
    REVIEW: (403, 403, 403, 200, 200, 200, 403, 403, 403, 403),
    CORRECT: (409, 409, 403, 422, 422, 422, 403, 403, 403, 403),
    PRINT: (409, 409, 403, 409, 409, 409, 403, 403, 403, 403),
    COVERS: (409, 409, 403, 403, 403, 403, 403, 403, 403, 403),
    BATCH: (201, 201, 403, 403, 403, 403, 403, 403, 403, 403),
    SEE_BATCH: (404, 404, 403, 403, 403, 403, 403, 403, 403, 403),
    PAGE: (404, 404, 403, 403, 403, 403, 403, 403, 403, 403),
    REGISTER: (422, 422, 403, 403, 403, 403, 403, 403, 403, 403),
    CARD: (422, 422, 403, 403, 403, 403, 403, 403, 403, 403),
    PROPOSE: (403, 403, 403, 403, 403, 403, 422, 403, 403, 422),
    AGENT: (403, 403, 403, 403, 403, 403, 200, 403, 403, 200),
    MOVE: (403, 403, 403, 403, 403, 403, 422, 403, 403, 422),
    ENTER: (403, 403, 403, 403, 403, 403, 403, 403, 403, 200),
    ROUTING: (403, 403, 403, 403, 403, 403, 200, 403, 403, 200),
    RULES: (403, 403, 403, 403, 403, 403, 403, 403, 403, 200),
    PUBLISH: (403, 403, 403, 403, 403, 403, 403, 403, 403, 422),
    ROUTING_DIFF: (403, 403, 403, 403, 403, 403, 200, 403, 403, 200),
    PAYMENTS: (200, 200, 200, 200, 200, 200, 200, 200, 403, 403),
    ASK_FEE: (409, 409, 403, 403, 403, 403, 403, 403, 403, 403),
    START: (404, 404, 403, 403, 403, 403, 403, 404, 403, 403),
    CASH: (404, 404, 403, 403, 403, 403, 403, 403, 403, 403),
    PAY_OUT: (404, 404, 403, 403, 403, 403, 403, 403, 403, 403),
    REFUND: (403, 403, 403, 403, 403, 404, 404, 403, 403, 403),
    RECEIPT: (404, 404, 403, 404, 404, 404, 403, 404, 403, 403),
    LEDGER: (403, 200, 200, 403, 403, 403, 200, 403, 403, 403),
    CLOSE: (403, 422, 403, 403, 403, 403, 403, 403, 403, 403),
    UNMATCHED: (403, 403, 403, 403, 403, 403, 200, 403, 403, 403),
    CLEAR: (403, 403, 403, 403, 403, 403, 404, 403, 403, 403),
    STATEMENT: (403, 403, 404, 403, 403, 403, 404, 403, 403, 403),
    OWN_CONTACT: (403, 403, 403, 403, 403, 403, 403, 200, 403, 403),
    SIGN_OUT: (403, 403, 403, 403, 403, 403, 403, 200, 403, 403),
    CHOOSE: (403, 403, 403, 403, 403, 403, 403, 200, 403, 403),
    CONTACT: (403, 403, 403, 403, 403, 403, 403, 403, 403, 403),  # the routed dossier left the counter
    CHOOSE_FOR: (403, 403, 403, 403, 403, 403, 403, 403, 403, 403),
    WORDING: (403, 403, 403, 403, 403, 403, 403, 403, 403, 422),
    PARITY: (403, 403, 403, 403, 403, 403, 200, 403, 403, 200),
    BEHIND: (403, 403, 403, 403, 403, 403, 200, 403, 403, 200),
    RATE: (409, 409, 403, 403, 403, 403, 403, 409, 403, 403),
    COMPLAIN: (422, 422, 403, 403, 403, 403, 403, 422, 403, 403),
    COMPLAINTS: (403, 403, 403, 403, 403, 200, 200, 403, 403, 403),
    HEAR: (403, 403, 403, 403, 403, 404, 404, 403, 403, 403),
    ANSWER: (403, 403, 403, 403, 403, 404, 404, 403, 403, 403),
    OWN_CONSENTS: (403, 403, 403, 403, 403, 403, 403, 200, 403, 403),
    CONSENT: (403, 403, 403, 403, 403, 403, 403, 422, 403, 403),
    WITHDRAW: (403, 403, 403, 403, 403, 403, 403, 404, 403, 403),
    PRINT_OWN: (403, 403, 403, 403, 403, 403, 403, 404, 403, 403),
    CONSENTS: (403, 403, 403, 403, 403, 403, 403, 403, 403, 403),
    RECORD: (403, 403, 403, 403, 403, 403, 403, 403, 403, 403),
    SEND_CODE: (403, 403, 403, 403, 403, 403, 403, 403, 403, 403),
    WITHDRAW_HERE: (403, 403, 403, 403, 403, 403, 403, 403, 403, 403),
    PRINT_CONSENT: (403, 403, 403, 403, 403, 403, 403, 403, 403, 403),
    OFFERS: (403, 403, 403, 403, 403, 403, 403, 200, 403, 403),
    USE: (403, 403, 403, 403, 403, 403, 403, 404, 403, 403),
    TRAIL: (403, 403, 403, 403, 403, 403, 403, 200, 403, 403),
    OWN_RIGHTS: (403, 403, 403, 403, 403, 403, 403, 200, 403, 403),
    ASK_RIGHT: (403, 403, 403, 403, 403, 403, 403, 422, 403, 403),
    OWN_RIGHT: (403, 403, 403, 403, 403, 403, 403, 404, 403, 403),
    ASK_HERE: (403, 403, 403, 403, 403, 403, 403, 403, 403, 403),
    FETCH: (404, 404, 403, 403, 403, 403, 403, 403, 403, 403),
    RIGHTS: (403, 403, 403, 403, 403, 403, 200, 403, 403, 403),
    DECIDE: (403, 403, 403, 403, 403, 403, 404, 403, 403, 403),
    RESULT: (403, 403, 403, 403, 409, 409, 403, 403, 403, 403),
    RESULTS: (200, 200, 200, 200, 200, 200, 200, 200, 403, 403),
    SHOW: (404, 404, 404, 404, 404, 404, 404, 404, 403, 403),
    NEW_CODE: (404, 404, 403, 403, 403, 403, 403, 404, 403, 403),
    PARCEL: (404, 404, 403, 403, 403, 403, 403, 403, 403, 403),
    ENTER_ARTICLE: (422, 422, 403, 422, 422, 422, 403, 403, 403, 403),
    CHAIN: (404, 404, 404, 404, 404, 404, 404, 404, 404, 403),
    OFFER: (404, 404, 403, 404, 404, 404, 403, 404, 404, 403),
    TAKE: (404, 404, 403, 404, 404, 404, 403, 404, 404, 403),
    COLLECTIONS: (200, 200, 403, 403, 403, 403, 403, 403, 403, 403),
    HAND_OVERS: (200, 200, 403, 200, 200, 200, 403, 403, 200, 403),
    OWN_PAPERS: (403, 403, 403, 403, 403, 403, 403, 200, 403, 403),
}
# The same roles of another agent, provider, commune, person. The supervisor has no far side.
FAR_SCOPES = {
    "clerk": ("clerk", "VNP-02"),
    "manager": ("agent_manager", "VTP-01"),
    "provider": ("provider_manager", "viettelpost"),
    "reception": ("branch_officer", "commune:00004"),
    "officer": ("case_officer", "commune:00004"),
    "leader": ("leader", "province:01"),
    "citizen": ("citizen", "0" * 64),
    "partner": ("partner", "viettelpost"),
    "admin": ("administrator", "other"),
}
FAR: dict[tuple[str, str], tuple[int, ...]] = {
    #     clerk mana prov rece offi lead citi part admi
    VIEW: (404, 404, 404, 404, 404, 404, 404, 403, 403),
    ACT: (404, 404, 403, 404, 404, 404, 403, 403, 403),
    FOLLOW: (404, 404, 403, 403, 403, 403, 403, 403, 403),
    PRINT: (404, 404, 403, 404, 404, 404, 403, 403, 403),
    ADD: (404, 404, 403, 403, 403, 403, 403, 403, 403),
    COVERS: (404, 404, 403, 403, 403, 403, 403, 403, 403),
    PAPER: (404, 404, 404, 404, 404, 404, 404, 403, 403),
    REVIEW: (404, 404, 403, 404, 404, 404, 403, 403, 403),
    CORRECT: (404, 404, 403, 404, 404, 404, 403, 403, 403),
    PAYMENTS: (404, 404, 404, 404, 404, 404, 404, 403, 403),
    ASK_FEE: (404, 404, 403, 403, 403, 403, 403, 403, 403),
    START: (404, 404, 403, 403, 403, 403, 404, 403, 403),
    CASH: (404, 404, 403, 403, 403, 403, 403, 403, 403),
    PAY_OUT: (404, 404, 403, 403, 403, 403, 403, 403, 403),
    REFUND: (403, 403, 403, 403, 403, 404, 403, 403, 403),
    RECEIPT: (404, 404, 403, 404, 404, 404, 404, 403, 403),
    CONTACT: (404, 404, 403, 403, 403, 403, 403, 403, 403),
    CHOOSE_FOR: (404, 404, 403, 403, 403, 403, 403, 403, 403),
    RATE: (404, 404, 403, 403, 403, 403, 404, 403, 403),
    COMPLAIN: (404, 404, 403, 403, 403, 403, 404, 403, 403),
    HEAR: (403, 403, 403, 403, 403, 404, 403, 403, 403),
    ANSWER: (403, 403, 403, 403, 403, 404, 403, 403, 403),
    CONSENTS: (404, 404, 403, 403, 403, 403, 403, 403, 403),
    RECORD: (404, 404, 403, 403, 403, 403, 403, 403, 403),
    SEND_CODE: (404, 404, 403, 403, 403, 403, 403, 403, 403),
    WITHDRAW_HERE: (404, 404, 403, 403, 403, 403, 403, 403, 403),
    PRINT_CONSENT: (404, 404, 403, 403, 403, 403, 403, 403, 403),
    ASK_HERE: (404, 404, 403, 403, 403, 403, 403, 403, 403),
    FETCH: (404, 404, 403, 403, 403, 403, 403, 403, 403),
    OFFERS: (404, 404, 403, 403, 403, 403, 404, 403, 403),
    USE: (404, 404, 403, 403, 403, 403, 404, 403, 403),
    RESULT: (403, 403, 403, 403, 404, 404, 403, 403, 403),
    RESULTS: (404, 404, 404, 404, 404, 404, 404, 403, 403),
    SHOW: (404, 404, 404, 404, 404, 404, 404, 403, 403),
    NEW_CODE: (404, 404, 403, 403, 403, 403, 404, 403, 403),
    PARCEL: (404, 404, 403, 403, 403, 403, 403, 403, 403),
    ENTER_ARTICLE: (404, 404, 403, 404, 404, 404, 403, 403, 403),
}
CLOSED = {
    ADD: "paper.closed",
    COVERS: "paper.closed",
    FOLLOW: "regime.not_followed",
    PRINT: "form.not_due",
    CORRECT: "review.elsewhere",
    ASK_FEE: "paper.closed",
    RATE: "feedback.early",
    RESULT: "result.not_yet",
}
UNKNOWN = {SEE_BATCH: "batch.unknown", PAGE: "batch.unknown", CLEAR: "money.unknown", STATEMENT: "statement.none"}
UNKNOWN |= {USE: "offer.none", **dict.fromkeys((OWN_RIGHT, FETCH, DECIDE), "rights.unknown")}
UNKNOWN |= dict.fromkeys((WITHDRAW, PRINT_OWN), "consent.unknown")
UNKNOWN |= dict.fromkeys((SHOW, NEW_CODE, PARCEL), "result.unknown")
UNKNOWN |= dict.fromkeys((CHAIN, OFFER, TAKE), "custody.unknown")
UNKNOWN |= dict.fromkeys((START, CASH, PAY_OUT, REFUND, RECEIPT), "payment.unknown")
HIDDEN = dict.fromkeys((HEAR, ANSWER), "feedback.unknown")  # whatever else is not seen
UNKNOWN |= HIDDEN
CODES = {403: "role.forbidden", 404: "dossier.unknown", 409: "action.refused"}


def desk_of(town: Town, user: str) -> Desk:
    return applicant(town) if user == "citizen" else town.desk(user)


def test_every_route_that_asks_who_one_is_has_its_line() -> None:
    guarded = {(e.method, e.path) for e in ENDPOINTS if not e.public}
    assert set(NEAR) == set(ASK) == guarded
    assert set(FAR) == {route for route in guarded if "{code}" in route[1]}


def test_every_role_is_asked() -> None:
    roles = {user.name: user.role for user in seed.demo_users()}
    assert list(roles) == USERS
    assert set(roles.values()) == set(Role) - {Role.SYSTEM}
    assert {user: role for user, (role, _) in FAR_SCOPES.items()} | {"supervisor": "supervisor"} == roles


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("route", NEAR, ids=" ".join)
def test_near(town: Town, shelf: Shelf, route: tuple[str, str], user: str) -> None:
    code = shelf.at[1]
    answer = ASK[route](desk_of(town, user), code, shelf.paper[code])
    expected = NEAR[route][USERS.index(user)]
    assert answer.status == expected, answer.body
    if expected in CODES:
        own = CLOSED.get(route) if expected == 409 else UNKNOWN.get(route) if expected == 404 else None
        refused(answer, expected, own or CODES[expected])
        assert leaks(answer.body) == []


@pytest.mark.parametrize("user", FAR_SCOPES)
@pytest.mark.parametrize("route", FAR, ids=" ".join)
def test_far(town: Town, shelf: Shelf, route: tuple[str, str], user: str) -> None:
    stranger = hired(town, *FAR_SCOPES[user])
    expected = FAR[route][list(FAR_SCOPES).index(user)]
    for status in (1, 5, 10):
        code = shelf.at[status]
        told = HIDDEN.get(route, CODES[expected]) if expected == 404 else CODES[expected]
        problem = refused(ASK[route](stranger, code, shelf.paper[code]), expected, told)
        assert leaks(problem) == []


@pytest.mark.parametrize("user", FAR_SCOPES)
def test_far_looks_like_nowhere(town: Town, shelf: Shelf, user: str) -> None:
    stranger = hired(town, *FAR_SCOPES[user])
    for route in FAR:
        there = ASK[route](stranger, shelf.at[1], shelf.paper[shelf.at[1]])
        nowhere = ASK[route](stranger, "000.00.01.H26-991231-9999", "0" * 16)
        assert (there.status, there.body) == (nowhere.status, nowhere.body)


def test_another_dossiers_paper_is_not_found_in_ones_own(town: Town, shelf: Shelf) -> None:
    own, others = shelf.at[9], shelf.paper[shelf.at[2]]
    refused(town.desk("clerk").get(f"/v1/dossiers/{own}/papers/{others}"), 404, "paper.unknown", "paper")
    for odd in ("..%2F" + others, others + "%00", "paper%23" + others, others.upper() + "%20"):
        refused(town.desk("clerk").get(f"/v1/dossiers/{own}/papers/{odd}"), 404, "paper.unknown", "paper")


@pytest.mark.parametrize("odd", ["{}%20", "%20{}", "{}%23dossier", "{}%00", "./{}", "{}%252F"])
def test_a_code_is_the_code_and_nothing_like_it(town: Town, shelf: Shelf, odd: str) -> None:
    answer = town.desk("clerk").get("/v1/dossiers/" + odd.format(shelf.at[1]))
    assert (answer.status, answer.body["code"]) in {(404, "dossier.unknown"), (404, "request.no_route")}


LISTS: dict[str, dict[str, int]] = {
    "agent=VNP-01": {"clerk": 200, "manager": 200, "provider": 200, "supervisor": 200},
    "agent=VTP-01": {"supervisor": 200},
    "desk=commune:00166": {"reception": 200, "officer": 200, "leader": 200, "supervisor": 200},
    "desk=commune:00004": {"supervisor": 200},
    "agent=VNP-01&desk=commune:00166": {"clerk": 200, "manager": 200, "provider": 200, "supervisor": 200},
    "agent=commune:00166": {"provider": 404, "supervisor": 200},
    "agent=vnpost": {"provider": 404, "supervisor": 200},
}


@pytest.mark.parametrize("user", USERS)
@pytest.mark.parametrize("query", LISTS)
def test_a_list_asked_for_by_name(town: Town, shelf: Shelf, query: str, user: str) -> None:
    answer = desk_of(town, user).get(f"/v1/dossiers?limit=5&{query}")
    assert shelf.at
    assert answer.status == LISTS[query].get(user, 403), answer.body
    assert leaks(answer.body) == []


@pytest.mark.parametrize("user", ["clerk", "reception", "citizen", "provider"])
def test_a_strangers_list_holds_nothing_of_ours(town: Town, shelf: Shelf, user: str) -> None:
    stranger = hired(town, *FAR_SCOPES[user])
    own = "?agent=VTP-09" if user == "provider" else ""
    answer = stranger.get(f"/v1/dossiers{own}")
    assert answer.status == 200, answer.body
    assert {row["code"] for row in answer.body["dossiers"]} & set(shelf.at.values()) == set()


def test_a_citizen_lists_the_own_dossiers_only(town: Town, shelf: Shelf) -> None:
    other = town.open_dossier(number="001193797926")
    codes: set[str] = set()
    desk, cursor = applicant(town), ""
    while True:
        page = desk.get(f"/v1/dossiers?limit=100&cursor={cursor}").body
        codes |= {row["code"] for row in page["dossiers"]}
        cursor = page["cursor"]
        if not cursor:
            break
    assert set(shelf.at.values()) <= codes
    assert other not in codes
    refused(desk.get(f"/v1/dossiers/{other}"), 404, "dossier.unknown")


@pytest.mark.parametrize("status", [1, 9])
@pytest.mark.parametrize("user", USERS)
def test_an_open_action_is_one_of_the_own_role(town: Town, shelf: Shelf, user: str, status: int) -> None:
    """What the dossier says is open, and what a refusal for the role's sake closes, agree for every act."""
    desk, code = desk_of(town, user), shelf.at[status]
    seen = desk.get(f"/v1/dossiers/{code}")
    offered = {action["action"] for action in seen.body.get("open_actions", [])}
    role = {u.name: u.role for u in seed.demo_users()}[user]
    assert offered <= {name for name, line in TRANSITIONS.items() if role in line.roles}
    for action in set(TRANSITIONS) - offered:
        answer = desk.act(code, action, reason="r", result_number="n")
        assert (answer.status, answer.body["code"]) in {(403, "role.forbidden"), (409, "action.refused")}
    assert desk.get(f"/v1/dossiers/{code}").body.get("version") == seen.body.get("version")


def test_a_desk_gets_a_dossier_only_when_it_is_routed(town: Town) -> None:
    code = town.open_dossier()
    refused(town.desk("officer").get(f"/v1/dossiers/{code}"), 404, "dossier.unknown")
    refused(town.desk("officer").act(code, "accept"), 404, "dossier.unknown")


def test_what_a_caller_says_of_itself_counts_for_nothing(town: Town, shelf: Shelf) -> None:
    stranger = hired(town, "clerk", "VNP-02")
    token = {"Authorization": f"Bearer {stranger.token}", "X-Amzn-Principal-Id": town.subjects["clerk"]}
    more = {"principalId": town.subjects["clerk"], "X-Forwarded-User": "officer", "X-Role": "supervisor"}
    answer = Desk(town.gateway, None).call("GET", f"/v1/dossiers/{shelf.at[1]}", None, token | more)
    refused(answer, 404, "dossier.unknown")
    body = application() | {"agent": "VNP-01"}
    refused(stranger.post("/v1/dossiers", body), 422, "request.invalid", "agent")
    code = stranger.post("/v1/dossiers", application()).body["code"]
    refused(town.desk("clerk").get(f"/v1/dossiers/{code}"), 404, "dossier.unknown")


def test_a_role_taken_away_is_gone(town: Town, shelf: Shelf) -> None:
    leaver = hired(town, "clerk", "VNP-01")
    path, key = f"/v1/dossiers/{shelf.at[1]}/papers", "slot-before-leaving"
    wanted = {"slot": "UQ", "content_type": "image/png"}
    code = leaver.post("/v1/dossiers", application()).body["code"]
    path = f"/v1/dossiers/{code}/papers"
    assert leaver.post(path, wanted, key).status == 201
    subject = leaver.get("/v1/me").body["account"]
    moved = {"entry": f"staff#{subject}", "body": {"role": "clerk", "scope": "VNP-02", "account": "test"}}
    hired(town, "clerk", "VNP-02", **moved)
    refused(leaver.get(f"/v1/dossiers/{code}"), 404, "dossier.unknown")
    refused(leaver.post(path, wanted, key), 404, "dossier.unknown")
