"""Results, pickup codes, parcels, custody."""

from __future__ import annotations

from chalicelib.domain.faults.texts import FaultKind as Kind
from chalicelib.domain.faults.texts import FaultText

TEXTS: dict[str, FaultText] = {
    "result.unknown": FaultText(
        Kind.UNKNOWN,
        "Không có kết quả này. Kiểm tra lại mã kết quả.",
        "There is no such result. Check its id.",
    ),
    "result.state": FaultText(
        Kind.CONFLICT,
        "Kết quả này {state} nên không làm được việc đó. Tải lại danh sách kết quả của hồ sơ.",
        "The result is {state_en}, which does not allow that. Load the dossier's results again.",
    ),
    "result.code_only": FaultText(
        Kind.FORBIDDEN,
        "Kết quả này chỉ mở bằng mã dùng một lần gửi đến điện thoại đã khai: tra cứu theo mã hồ sơ rồi xin mã.",
        "This result opens only with a one-time code to the declared phone: look the dossier up and ask for a code.",
    ),
    "result.gone_back": FaultText(
        Kind.CONFLICT,
        "Kết quả không có người nhận nên đang chuyển về cơ quan giải quyết; người dân nhận tại đó, không gửi được nữa.",
        "Nobody collected the result, so it goes back to the authority, where it is collected; it cannot be posted.",
    ),
    "result.part": FaultText(
        Kind.INVALID,
        "Kết quả này thuộc phần khác của hồ sơ. Chọn kết quả của đúng phần đang giải quyết.",
        "The result belongs to another part of the dossier. Choose the one of the part that is decided.",
    ),
    "result.number": FaultText(
        Kind.INVALID,
        "Số kết quả khác số đã ghi khi tạo kết quả. Kiểm tra lại số, hoặc tạo kết quả mới.",
        "The number is not the one that the result was made under. Check it, or make another result.",
    ),
    "result.not_yet": FaultText(
        Kind.CONFLICT,
        "Hồ sơ đang ở trạng thái “{status}” nên chưa nhận hoặc không còn nhận kết quả. "
        "Kết quả được lập sau khi tiếp nhận và trước khi xử lý xong.",
        "The dossier is “{status_en}”, so no result can be made: that is done after acceptance, before it is finished.",
    ),
    "result.on_its_way": FaultText(
        Kind.CONFLICT,
        "Kết quả đang được {carrier} chuyển phát. Chờ phát xong hoặc chuyển hoàn.",
        "The result is on its way with {carrier}. Wait until it is delivered or sent back.",
    ),
    "result.authorisation": FaultText(
        Kind.INVALID,
        "Người nhận thay phải có giấy ủy quyền: ghi loại giấy, số và ngày (ít nhất 10 ký tự).",
        "Whoever collects for another needs an authorisation: note its kind, number and day (10 characters at least).",
    ),
    "result.not_pdf": FaultText(
        Kind.INVALID,
        "Tệp kết quả không phải PDF. Xuất văn bản ra PDF rồi xin chỗ tải lên mới.",
        "The result's file is not a PDF. Export the document as PDF and ask for a new place to upload it.",
    ),
    "result.encrypted_pdf": FaultText(
        Kind.INVALID,
        "Tệp PDF kết quả được đặt mật khẩu hoặc hạn chế quyền. Bỏ mã hóa rồi tải lên lại.",
        "The result's PDF is encrypted or restricted. Remove the encryption and upload it again.",
    ),
    "result.truncated": FaultText(
        Kind.INVALID,
        "Tệp PDF kết quả hỏng hoặc thiếu phần cuối. Xuất lại từ văn bản gốc.",
        "The result's PDF is damaged or cut short. Export it again from the document.",
    ),
    "result.too_many_pages": FaultText(
        Kind.INVALID,
        "Kết quả có hơn 200 trang. Tách phụ lục thành tệp riêng.",
        "The result has more than 200 pages. Keep its annexes in files of their own.",
    ),
    "result.too_large": FaultText(
        Kind.INVALID,
        "Tệp kết quả vượt 20 MB. Giảm độ phân giải ảnh trong văn bản.",
        "The result's file exceeds 20 MB. Lower the resolution of its pictures.",
    ),
    "result.wrapped": FaultText(
        Kind.INVALID,
        "PDF kết quả có dữ liệu lạ ở trước hoặc sau phần PDF. Xuất lại thành PDF từ văn bản gốc.",
        "Something stands before or behind the PDF in the result's file. Export it again from the document.",
    ),
    "result.script": FaultText(
        Kind.INVALID,
        "PDF kết quả chứa mã lệnh (JavaScript hoặc biểu mẫu XFA). Xuất lại thành PDF thường.",
        "The result's PDF carries a script (JavaScript, or an XFA form). Export it again as a plain PDF.",
    ),
    "result.by_itself": FaultText(
        Kind.INVALID,
        "PDF kết quả tự chạy lệnh khi mở, đóng hoặc chuyển trang. Xuất lại thành PDF thường.",
        "The result's PDF does something by itself when it or a page is opened or closed. Export it as a plain PDF.",
    ),
    "result.action": FaultText(
        Kind.INVALID,
        "Liên kết hoặc nút trong PDF kết quả chạy chương trình, mở tệp hay gửi dữ liệu. Chỉ giữ liên kết web, thư.",
        "A link or button in the result's PDF starts, opens or sends something. Keep only links to web and mail.",
    ),
    "result.attachment": FaultText(
        Kind.INVALID,
        "PDF kết quả có tệp đính kèm. Bỏ tệp đính kèm, hoặc in phụ lục thành trang.",
        "The result's PDF has files attached. Take them out, or print annexes as pages.",
    ),
    "result.media": FaultText(
        Kind.INVALID,
        "PDF kết quả chứa âm thanh, phim hoặc mô hình 3D. Bỏ đi rồi xuất lại.",
        "The result's PDF holds sound, film or a 3D model. Take it out and export it again.",
    ),
    "result.layers": FaultText(
        Kind.INVALID,
        "PDF kết quả có lớp ẩn hiện được, nên mỗi người có thể thấy khác nhau. Gộp lớp (in ra PDF) rồi tải lại.",
        "The result's PDF has layers to show or hide, so people may see different things. Print it to a flat PDF.",
    ),
    "result.fetched": FaultText(
        Kind.INVALID,
        "PDF kết quả lấy nội dung từ tệp khác. Xuất lại với mọi nội dung nằm trong tệp.",
        "The result's PDF takes content from another file. Export it again with all of its content inside.",
    ),
    "result.broken_signature": FaultText(
        Kind.INVALID,
        "Chữ ký số có sẵn trong PDF không còn đúng: tệp bị sửa sau khi ký, hoặc không kiểm tra được. Ký lại bản gốc.",
        "A signature in the result's PDF does not hold: it cannot be checked, or the file was changed. Sign it anew.",
    ),
    "result.unsignable": FaultText(
        Kind.INVALID,
        "PDF kết quả không ký số được: cấu trúc tệp sai hoặc đã bị khóa ký. Xuất lại từ văn bản gốc.",
        "The result's PDF cannot be signed: it is malformed, or locked against signatures. Export it again.",
    ),
    "result.not_uploaded": FaultText(
        Kind.INVALID,
        "Đã xin chỗ tải kết quả lên nhưng không có tệp nào được gửi. Xin chỗ mới.",
        "A place for the result was asked for but no file came. Ask for a new one.",
    ),
    "pickup.needed": FaultText(
        Kind.INVALID,
        "Trả kết quả cần mã nhận kết quả gồm 6 chữ số đã gửi cho người dân. Hỏi mã, hoặc gửi mã mới.",
        "The result is handed out against six digits that were sent to the citizen. Ask for them, or send new ones.",
    ),
    "pickup.unsent": FaultText(
        Kind.CONFLICT,
        "Chưa gửi mã nhận kết quả cho người dân. Gửi mã trước (kết quả chỉ có bản giấy: mã kết quả là `paper`).",
        "No code to collect the result was sent yet. Send one first (a result on paper only has the id `paper`).",
    ),
    "pickup.too_many": FaultText(
        Kind.TOO_MANY,
        "Hôm nay đã gửi {limit} mã cho hồ sơ này. Chờ đến ngày mai.",
        "{limit} codes were sent for this dossier today. Wait until tomorrow.",
    ),
    "parcel.carrier": FaultText(
        Kind.INVALID,
        "Không có đơn vị chuyển phát này. Chọn một trong: {known}.",
        "There is no such carrier. Choose one of: {known}.",
    ),
    "parcel.taken": FaultText(
        Kind.CONFLICT,
        "Số vận đơn này đã dùng cho bưu gửi khác. Kiểm tra lại số trên vận đơn.",
        "This tracking number is another parcel's. Check the number on the waybill.",
    ),
    "custody.unknown": FaultText(
        Kind.UNKNOWN,
        "Không thấy giấy tờ mang mã này trong phạm vi của bạn. Quét lại mã.",
        "No such article within your reach. Scan its code again.",
    ),
    "custody.entered": FaultText(
        Kind.CONFLICT,
        "Giấy tờ này đã được theo dõi bàn giao, mã {article}, đang do {holder} giữ. Quét mã đó.",
        "This paper is followed already: its code is {article}, and it is with {holder}. Scan that code.",
    ),
    "custody.undecided": FaultText(
        Kind.CONFLICT,
        "Kết quả này chưa được ban hành hoặc đã trả, nên không có bản giấy để theo dõi.",
        "This result was not issued yet, or was handed over, so there is no paper of it to follow.",
    ),
    "custody.not_holder": FaultText(
        Kind.CONFLICT,
        "Giấy tờ này đang do {holder} giữ. Chỉ bên đang giữ mới bàn giao được.",
        "The article is with {holder}. Only whoever has it can hand it over.",
    ),
    "custody.self": FaultText(
        Kind.INVALID,
        "Bên nhận chính là bên đang giữ. Chọn bên nhận khác.",
        "It is offered to whoever has it already. Choose somebody else.",
    ),
    "custody.receiver": FaultText(
        Kind.INVALID,
        "Không có bên nhận mang mã này. Kiểm tra mã đại lý, cơ quan hoặc đơn vị vận chuyển.",
        "Nobody of that id receives papers. Check the id of the agent, authority or courier.",
    ),
    "custody.not_offered": FaultText(
        Kind.CONFLICT,
        "Giấy tờ này không được bàn giao cho bạn; đang do {holder} giữ. Đề nghị bên đó quét bàn giao trước.",
        "The article was not offered to you; it is with {holder}. Ask them to scan the hand-over first.",
    ),
    "custody.too_many": FaultText(
        Kind.INVALID,
        "Hồ sơ đã có {limit} giấy tờ được theo dõi bàn giao.",
        "The dossier has {limit} articles in custody already.",
    ),
}
