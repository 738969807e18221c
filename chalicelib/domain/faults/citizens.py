"""What citizens do themselves: tracking, sign-in, feedback."""

from __future__ import annotations

from chalicelib.domain.faults.texts import FaultKind as Kind
from chalicelib.domain.faults.texts import FaultText

TEXTS: dict[str, FaultText] = {
    "feedback.token": FaultText(
        Kind.UNKNOWN,
        "Đường dẫn góp ý không đúng hoặc không thuộc hồ sơ này. Mở lại đường dẫn trong tin báo.",
        "The feedback link is not right, or not this dossier's. Open the link in the notice again.",
    ),
    "feedback.early": FaultText(
        Kind.CONFLICT,
        "Hồ sơ đang ở trạng thái “{status}”. Đánh giá khi đã có kết quả.",
        "The dossier is at “{status_en}”. Rate it when there is a result.",
    ),
    "feedback.given": FaultText(
        Kind.CONFLICT,
        "Hồ sơ này đã được đánh giá. Mỗi hồ sơ đánh giá một lần; có thể gửi phản ánh, kiến nghị.",
        "The dossier was rated before. That is done once; a complaint or proposal can still be made.",
    ),
    "feedback.marks": FaultText(
        Kind.INVALID,
        "Cho điểm ít nhất một mục trong: {questions}; mỗi mục một trong các mức: {marks}.",
        "Mark at least one of: {questions}; each with one of: {marks}.",
    ),
    "feedback.category": FaultText(
        Kind.INVALID,
        "Không có loại này. Các loại: {categories}.",
        "There is no such category. There are: {categories}.",
    ),
    "feedback.text": FaultText(
        Kind.INVALID,
        "Nội dung quá ngắn: ít nhất {least} ký tự.",
        "That says too little: write at least {least} characters.",
    ),
    "feedback.too_many": FaultText(
        Kind.CONFLICT,
        "Hồ sơ này đã có {most} phản ánh, kiến nghị. Liên hệ Trung tâm Phục vụ hành chính công.",
        "The dossier has {most} complaints and proposals already. Turn to the Centre.",
    ),
    "feedback.unknown": FaultText(
        Kind.UNKNOWN,
        "Không thấy phản ánh, kiến nghị này trong phạm vi của bạn. Kiểm tra lại mã.",
        "No such complaint or proposal within your reach. Check its id.",
    ),
    "feedback.answered": FaultText(
        Kind.CONFLICT,
        "Phản ánh, kiến nghị này đã được trả lời.",
        "The complaint or proposal was answered before.",
    ),
    "feedback.invalid": FaultText(
        Kind.INVALID,
        "Quy tắc góp ý không dùng được: mã trùng nhau hoặc trống, hoặc số ngày làm việc nhỏ hơn 1.",
        "The feedback rules cannot be used: ids repeat or are missing, or working days are fewer than 1.",
    ),
    "tracking.no_match": FaultText(
        Kind.UNKNOWN,
        "Không có hồ sơ nào khớp cả mã và 4 số cuối điện thoại. Kiểm tra lại hai thông tin.",
        "No dossier matches both the code and the last 4 digits of the phone. Check both.",
    ),
    "tracking.too_many": FaultText(
        Kind.TOO_MANY,
        "Đã tra cứu sai quá nhiều lần. Thử lại sau {minutes} phút.",
        "Too many wrong look-ups. Try again in {minutes} minutes.",
    ),
    "tracking.address_too_many": FaultText(
        Kind.TOO_MANY,
        "Từ mạng này đã có quá nhiều lần tra cứu sai. Thử lại sau {minutes} phút, hoặc đăng nhập bằng VNeID.",
        "Too many wrong look-ups came from this network. Try again in {minutes} minutes, or sign in with VNeID.",
    ),
    "tracking.closed": FaultText(
        Kind.TOO_MANY,
        "Tra cứu bằng mã đang tạm đóng vì có quá nhiều lần dò sai. Thử lại sau {minutes} phút, hoặc đăng nhập VNeID.",
        "Looking up by code is shut for a while: too much guessing. Try again in {minutes} minutes, or use VNeID.",
    ),
    "signin.off": FaultText(
        Kind.UNAVAILABLE,
        "Chưa mở đăng nhập bằng VNeID. Tra cứu bằng mã hồ sơ và số điện thoại.",
        "Signing in with VNeID is not open yet. Look the dossier up by its code and the phone.",
    ),
    "signin.state": FaultText(
        Kind.CONFLICT,
        "Lần đăng nhập này không bắt đầu từ máy này, đã dùng hoặc đã quá 10 phút. Đăng nhập lại từ đầu.",
        "This sign-in was not begun here, was used, or is older than 10 minutes. Start again.",
    ),
    "signin.cancelled": FaultText(
        Kind.CONFLICT,
        "Ông/bà đã hủy đăng nhập VNeID. Đăng nhập lại, hoặc tra cứu bằng mã hồ sơ.",
        "You cancelled the sign-in at VNeID. Sign in again, or look up by the dossier's code.",
    ),
    "signin.no_account": FaultText(
        Kind.FORBIDDEN,
        "Chưa có tài khoản VNeID. Đăng ký trên ứng dụng VNeID, hoặc tra cứu bằng mã hồ sơ.",
        "There is no VNeID account. Register in the VNeID app, or look up by the dossier's code.",
    ),
    "signin.locked": FaultText(
        Kind.FORBIDDEN,
        "Tài khoản VNeID bị khóa hoặc hết hạn. Liên hệ công an xã, phường.",
        "The VNeID account is locked or has expired. Ask the commune's police.",
    ),
    "signin.refused": FaultText(
        Kind.FORBIDDEN,
        "VNeID không cho đăng nhập (mã {code}). Thử lại, hoặc tra cứu bằng mã hồ sơ.",
        "VNeID refuses the sign-in (code {code}). Try again, or look up by the dossier's code.",
    ),
    "signin.provider_down": FaultText(
        Kind.UNAVAILABLE,
        "VNeID không trả lời. Đăng nhập lại sau ít phút, hoặc tra cứu bằng mã hồ sơ.",
        "VNeID does not answer. Sign in again in a few minutes, or look up by the dossier's code.",
    ),
    "signin.token": FaultText(
        Kind.FORBIDDEN,
        "Không kiểm chứng được câu trả lời của VNeID ({reason}). Đăng nhập lại từ đầu.",
        "VNeID's answer could not be verified ({reason}). Start the sign-in again.",
    ),
    "signin.nonce": FaultText(
        Kind.FORBIDDEN,
        "Câu trả lời của VNeID thuộc một lần đăng nhập khác. Đăng nhập lại từ đầu.",
        "VNeID's answer belongs to another sign-in. Start again.",
    ),
    "signin.encrypted": FaultText(
        Kind.FORBIDDEN,
        "Không giải mã được câu trả lời của VNeID. Đăng nhập lại; nếu còn lỗi, báo Trung tâm.",
        "VNeID's answer could not be decrypted. Sign in again; tell the Centre if it goes on.",
    ),
    "signin.claims": FaultText(
        Kind.FORBIDDEN,
        "VNeID không cho biết: {names}. Đồng ý chia sẻ thông tin khi đăng nhập, hoặc tra cứu bằng mã hồ sơ.",
        "VNeID does not tell: {names}. Agree to share it when signing in, or look up by the dossier's code.",
    ),
    "signin.level": FaultText(
        Kind.FORBIDDEN,
        "Việc này cần tài khoản VNeID mức 2. Làm mức 2 tại công an xã, phường rồi đăng nhập lại.",
        "This needs a VNeID account of level 2. Get it at the commune's police, then sign in again.",
    ),
    "signin.address_too_many": FaultText(
        Kind.TOO_MANY,
        "Từ mạng này đã có quá nhiều lần bắt đầu đăng nhập. Thử lại sau {minutes} phút, hoặc tra cứu bằng mã hồ sơ.",
        "Too many sign-ins were begun from this network. Try again in {minutes} minutes, or look up by the "
        "dossier's code.",
    ),
    "signin.closed": FaultText(
        Kind.TOO_MANY,
        "Đăng nhập VNeID đang tạm đóng vì có quá nhiều lượt. Thử lại sau {minutes} phút, hoặc tra cứu bằng mã hồ sơ.",
        "Signing in is shut for a while: too many began. Try again in {minutes} minutes, or look up by the dossier's "
        "code.",
    ),
    "signin.ended": FaultText(
        Kind.UNAUTHENTICATED,
        "Đã đăng xuất. Đăng nhập lại bằng VNeID.",
        "You have signed out. Sign in with VNeID again.",
    ),
    "tracking.unreadable": FaultText(
        Kind.INVALID,
        "Tệp hành trình bưu gửi không đọc được ở dòng {line}: cần cột tracking và status.",
        "The tracking file cannot be read at line {line}: it needs the columns tracking and status.",
    ),
}
