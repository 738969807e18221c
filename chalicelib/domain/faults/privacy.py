"""Consent and rights."""

from __future__ import annotations

from chalicelib.domain.faults.texts import FaultKind as Kind
from chalicelib.domain.faults.texts import FaultText

TEXTS: dict[str, FaultText] = {
    "consent.wording": FaultText(
        Kind.INVALID,
        "Lời xin đồng ý chưa dùng được; sửa các mục: {names}.",
        "This wording cannot be asked; mend: {names}.",
    ),
    "consent.purpose": FaultText(
        Kind.INVALID,
        "Không có lời xin đồng ý cho mục đích và ngôn ngữ này. Chọn một mục đích trong danh sách.",
        "There is no wording for this purpose and language. Choose a purpose of the list.",
    ),
    "consent.not_needed": FaultText(
        Kind.INVALID,
        "Mục đích này không cần sự đồng ý theo luật ({basis}); không phải ghi nhận gì.",
        "By law this purpose needs no consent ({basis}); there is nothing to record.",
    ),
    "consent.which": FaultText(
        Kind.INVALID,
        "Sự đồng ý này chỉ dùng cho một hồ sơ. Nêu mã hồ sơ.",
        "This consent is for one dossier. Name the dossier's code.",
    ),
    "consent.child": FaultText(
        Kind.INVALID,
        "Chưa xác định được ai phải đồng ý thay trẻ em. Kiểm tra ngày sinh, hoặc hỏi Trung tâm.",
        "It is not known whose word is needed for this child. Check the birth date, or ask the Centre.",
    ),
    "consent.proof": FaultText(
        Kind.INVALID,
        "Cần bằng chứng đồng ý, mỗi người một lần, của đúng những người này: {who}.",
        "The consent of exactly these is to be proven, each once: {who}.",
    ),
    "consent.paper": FaultText(
        Kind.INVALID,
        "Giấy này chưa đọc được, hoặc là giấy tờ khác chứ không phải phiếu có chữ ký. Quét phiếu đã ký rồi ghi nhận.",
        "The paper has not been read, or is not a signed statement but a paper of another kind. Scan the signed one.",
    ),
    "consent.unknown": FaultText(
        Kind.UNKNOWN,
        "Không tìm thấy sự đồng ý này.",
        "There is no such consent.",
    ),
    "consent.not_given": FaultText(
        Kind.CONFLICT,
        "Sự đồng ý này không dùng được cho mục đích {purpose} ở hồ sơ này, hoặc đã rút lại. Xin đồng ý rồi làm lại.",
        "This consent does not cover {purpose} for this dossier, or was withdrawn. Ask for consent, then try again.",
    ),
    "rights.clock": FaultText(
        Kind.INVALID,
        "Số giờ báo trước phải lớn hơn 0 và nhỏ hơn thời hạn.",
        "The warning must come after the start and before the end of the time.",
    ),
    "rights.values": FaultText(
        Kind.INVALID,
        "Chỉ yêu cầu sửa mới nêu giá trị, và phải nêu ít nhất một trong: {names}.",
        "A correction, and nothing else, names at least one of: {names}.",
    ),
    "rights.proof": FaultText(
        Kind.INVALID,
        "Cần đúng một bằng chứng: mã dùng một lần, hoặc bản giấy có chữ ký của người yêu cầu.",
        "Exactly one proof is needed: a one-time code, or a paper that the applicant signed.",
    ),
    "rights.unknown": FaultText(
        Kind.UNKNOWN,
        "Không tìm thấy yêu cầu này.",
        "There is no such request.",
    ),
    "rights.not_granted": FaultText(
        Kind.CONFLICT,
        "Yêu cầu này không phải yêu cầu xem dữ liệu, hoặc Trung tâm chưa chấp thuận. Hỏi lại khi có kết quả.",
        "This is no request to see the own data, or the Centre has not granted it yet. Come back when it has.",
    ),
    "rights.decided": FaultText(
        Kind.CONFLICT,
        "Yêu cầu này đã được quyết định.",
        "This request was decided before.",
    ),
    "rights.reason": FaultText(
        Kind.INVALID,
        "Nêu lý do cho công dân, ít nhất {least} ký tự.",
        "Give the citizen a reason of at least {least} characters.",
    ),
    "rights.restricted": FaultText(
        Kind.FORBIDDEN,
        "Công dân đã yêu cầu hạn chế xử lý; chỉ Trung tâm được xem dữ liệu cá nhân của hồ sơ này.",
        "The citizen had this dossier restricted; only the Centre sees what is personal in it.",
    ),
}
