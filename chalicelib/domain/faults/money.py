"""Payments and books."""

from __future__ import annotations

from chalicelib.domain.faults.texts import FaultKind as Kind
from chalicelib.domain.faults.texts import FaultText

TEXTS: dict[str, FaultText] = {
    "payment.unknown": FaultText(
        Kind.UNKNOWN,
        "Hồ sơ không có khoản thanh toán này. Tải lại danh sách khoản phải nộp.",
        "The dossier has no such payment. Load the list of its payments again.",
    ),
    "payment.state": FaultText(
        Kind.CONFLICT,
        "Khoản này {state} nên không làm được việc đó. Tải lại hồ sơ để xem việc còn mở.",
        "The payment is {state_en}, which does not allow that. Load the dossier again to see what is open.",
    ),
    "payment.tariff": FaultText(
        Kind.INVALID,
        "Mức thu trực tiếp ({direct}) khác trực tuyến ({online}). Chọn tariff là direct hoặc online.",
        "The fee at the counter ({direct}) is not the one online ({online}). State the tariff: direct or online.",
    ),
    "payment.extra": FaultText(
        Kind.INVALID,
        "Thủ tục không có mức thu riêng này. Các mức có: {codes}.",
        "The procedure has no such special case. There are: {codes}.",
    ),
    "payment.exemption": FaultText(
        Kind.INVALID,
        "Không có mức miễn, giảm mang số này: ngày nhận hồ sơ có {count} mức. Chọn theo thứ tự trong danh mục.",
        "There is no exemption of that number: the dossier's day has {count}. Choose by the catalogue's order.",
    ),
    "payment.ground": FaultText(
        Kind.INVALID,
        "Miễn, giảm phải có căn cứ: ghi rõ vì sao người này được hưởng.",
        "An exemption needs its ground: say why it is this person's.",
    ),
    "payment.amount_known": FaultText(
        Kind.INVALID,
        "Danh mục đã có mức thu ({amount} đồng), không tự ghi số tiền. Bỏ trống amount.",
        "The catalogue knows the fee ({amount} dong); no other amount is taken. Leave it out.",
    ),
    "payment.too_much": FaultText(
        Kind.INVALID,
        "Số tiền vượt {limit} đồng. Kiểm tra lại số lượng.",
        "The amount is above {limit} dong. Look at the quantity again.",
    ),
    "payment.nothing_due": FaultText(
        Kind.INVALID,
        "Theo danh mục, hồ sơ này không phải nộp khoản nào. Bỏ trống fee nếu là nghĩa vụ tài chính khác.",
        "By the catalogue nothing is due for this dossier. Leave fee out if it is an obligation of another kind.",
    ),
    "payment.not_at_intake": FaultText(
        Kind.CONFLICT,
        "Thủ tục này không thu phí khi nộp hồ sơ. Cơ quan giải quyết sẽ yêu cầu khi đến lúc.",
        "This procedure's fee is not due at intake. The authority asks for it when it is time.",
    ),
    "payment.open": FaultText(
        Kind.CONFLICT,
        "Hồ sơ đang có một khoản chưa nộp. Thu khoản đó trước.",
        "The dossier has a payment that is still open. Take that one first.",
    ),
    "payment.no_cash": FaultText(
        Kind.FORBIDDEN,
        "Điểm {agent} chưa được Trung tâm cho phép thu tiền mặt. Dùng mã VietQR.",
        "The agent {agent} may not take cash; the Centre has not entered that. Use the VietQR code.",
    ),
    "payment.amount": FaultText(
        Kind.INVALID,
        "Số tiền phải nộp là {amount} đồng, thu đúng số đó.",
        "The amount due is {amount} dong; take that very amount.",
    ),
    "payment.gateway_down": FaultText(
        Kind.UNAVAILABLE,
        "Cổng thanh toán không trả lời. Thử lại sau với cùng Idempotency-Key, hoặc dùng mã VietQR.",
        "The payment gateway does not answer. Retry with the same Idempotency-Key, or use the VietQR code.",
    ),
    "payment.starts_spent": FaultText(
        Kind.TOO_MANY,
        "Hồ sơ này đã lấy mã nộp tiền quá nhiều lần trong một giờ. Thử lại sau {minutes} phút, hoặc nộp tại đại lý.",
        "This dossier has had its codes to pay with of the hour. Try in {minutes} minutes, or pay at the agent.",
    ),
    "payment.no_till": FaultText(
        Kind.CONFLICT,
        "Khoản này không thu bằng tiền mặt nên không trả lại tại quầy.",
        "The payment was not taken in cash, so it is not handed back at the counter.",
    ),
    "payment.till_short": FaultText(
        Kind.CONFLICT,
        "Theo sổ, két chỉ còn {held} đồng. Bổ sung tiền vào két rồi trả, hoặc kiểm đếm lại.",
        "By the books the till holds {held} dong only. Put money in first, or count it again.",
    ),
    "payment.no_receipt": FaultText(
        Kind.CONFLICT,
        "Khoản này chưa thanh toán nên chưa có biên nhận.",
        "The payment is not paid yet, so there is no receipt.",
    ),
    "money.unknown": FaultText(
        Kind.UNKNOWN,
        "Không có khoản tiền chưa khớp này. Tải lại danh sách.",
        "There is no such unmatched money. Load the list again.",
    ),
    "money.cleared": FaultText(
        Kind.CONFLICT,
        "Khoản tiền này đã có người xử lý. Tải lại danh sách.",
        "Somebody has cleared this up already. Load the list again.",
    ),
    "money.decision": FaultText(
        Kind.CONFLICT,
        "Khoản tiền này không quyết định như vậy được. Có thể chọn: {open}.",
        "That cannot be decided of this money. Open are: {open}.",
    ),
    "money.amount": FaultText(
        Kind.CONFLICT,
        "Tiền đến {came} đồng, khoản phải nộp {due} đồng: không gán được. Hoàn trả rồi đề nghị nộp lại đúng số.",
        "{came} dong came and {due} are due: it cannot be taken for that. Give it back and have the right sum paid.",
    ),
    "books.closed": FaultText(
        Kind.CONFLICT,
        "Sổ ngày {day} đã chốt, không sửa được. Việc phát sinh ghi vào ngày sau.",
        "The book of {day} is closed for good. What comes now goes to a later day.",
    ),
    "books.reason": FaultText(
        Kind.INVALID,
        "Tiền đếm được ({counted} đồng) khác sổ ({ledger} đồng). Đếm lại, hoặc ghi lý do chênh lệch.",
        "The cash counted ({counted} dong) is not what the book says ({ledger} dong). Count again, or give the reason.",
    ),
    "books.deposit": FaultText(
        Kind.INVALID,
        "Số tiền nộp đi lớn hơn số đếm được. Kiểm tra lại.",
        "More was handed in than was counted. Look again.",
    ),
}
