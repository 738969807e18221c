"""Papers that nobody ever filed, written in typst. All persons, numbers and addresses are invented."""

import io
from functools import cache

import typst
import zxingcpp
from PIL import Image

HEAD = """
#set page(width: 210mm, height: {height}mm, margin: 20mm)
#set text(font: "Libertinus Serif", lang: "vi", size: 13pt)
#set par(leading: 0.8em)
#let line(label, value) = [#label: *#value* #box(width: 1fr, repeat[.]) \\ ]
#let half(label, value) = [#label: *#value* ]
#align(center)[*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM* \\ *Độc lập - Tự do - Hạnh phúc*]
"""

DECLARATION = (
    HEAD
    + """
#align(center, text(size: 15pt)[*TỜ KHAI ĐĂNG KÝ KHAI SINH*])
Kính gửi: Ủy ban nhân dân xã Sóc Sơn \\
#line("Họ, chữ đệm, tên người yêu cầu", "LƯU ĐỨC THỊNH")
#line("Nơi cư trú", "Thôn Đoài, xã Sóc Sơn, thành phố Hà Nội")
#line("Giấy tờ tùy thân", "CCCD số 001088123456, cấp ngày 02/03/2021")
#line("Quan hệ với người được khai sinh", "Cha")
*Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:* \\
#line("Họ, chữ đệm, tên", "LƯU GIA HÂN")
#half("Ngày, tháng, năm sinh", "09/04/2025") #line("ghi bằng chữ", "ngày chín tháng tư")
#half("Giới tính", "Nữ") #h(2em) #half("Dân tộc", "Kinh") #h(2em) #line("Quốc tịch", "Việt Nam")
#line("Nơi sinh", "Bệnh viện Đa khoa Sóc Sơn, xã Sóc Sơn, thành phố Hà Nội và dòng thứ hai của nơi sinh")
#line("Quê quán", "Hà Nội")
#line("Họ, chữ đệm, tên người mẹ", "TÔ THỊ MAI")
#half("Năm sinh", "1996") #h(2em) #half("Dân tộc", "Tày") #h(2em) #line("Quốc tịch", "Việt Nam")
#line("Nơi cư trú", "Thôn Đông, xã Kim Anh, thành phố Hà Nội")
#line("Họ, chữ đệm, tên người cha", "LƯU ĐỨC THỊNH")
#half("Năm sinh", "1988") #h(2em) #half("Dân tộc", "Kinh") #h(2em) #line("Quốc tịch", "Việt Nam")
#line("Nơi cư trú", "Thôn Đoài, xã Sóc Sơn, thành phố Hà Nội")
Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật. \\
#align(right)[Làm tại: Sóc Sơn, ngày 15 tháng 04 năm 2025]
"""
)

CERTIFICATE = (
    HEAD
    + """
Số: 118/2025
#align(center, text(size: 18pt, fill: {title})[*GIẤY KHAI SINH*])
#line("Họ, chữ đệm, tên", "LƯU GIA HÂN")
#half("Ngày, tháng, năm sinh", "09/04/2025") #h(2em) #half("Giới tính", "Nữ") \\
#line("Ghi bằng chữ", "Ngày chín, tháng tư, năm hai nghìn không trăm hai mươi lăm")
#line("Nơi sinh", "Bệnh viện Đa khoa Sóc Sơn")
#half("Dân tộc", "Kinh") #h(2em) #line("Quốc tịch", "Việt Nam")
#line("Quê quán", "Hà Nội")
#line("Số định danh cá nhân", "001325004321")
#line("Họ, chữ đệm, tên người mẹ", "TÔ THỊ MAI")
#half("Năm sinh", "1996") #h(2em) #half("Dân tộc", "Tày") #h(2em) #line("Quốc tịch", "Việt Nam")
#line("Nơi cư trú", "Thôn Đông, xã Kim Anh, thành phố Hà Nội")
#line("Họ, chữ đệm, tên người cha", "LƯU ĐỨC THỊNH")
#half("Năm sinh", "1988") #h(2em) #half("Dân tộc", "Kinh") #h(2em) #line("Quốc tịch", "Việt Nam")
#line("Nơi cư trú", "Thôn Đoài, xã Sóc Sơn, thành phố Hà Nội")
#line("Họ, chữ đệm, tên người đi khai sinh", "LƯU ĐỨC THỊNH")
#line("Nơi đăng ký khai sinh", "Ủy ban nhân dân xã Sóc Sơn")
#line("Ngày, tháng, năm đăng ký", "16/04/2025")
#align(right)[*NGƯỜI KÝ GIẤY KHAI SINH*]
{seal}
"""
)
SEAL = """#place(dx: 20mm, dy: -62mm, circle(radius: 18mm, stroke: 1.2mm + rgb("#d81e2c"))[
  #align(center + horizon, text(fill: rgb("#d81e2c"), size: 12pt)[U.B.N.D XÃ SÓC SƠN \\ \\u{2605} \\ T.P HÀ NỘI])])"""

PROOF = (
    HEAD
    + """
Số: 0457/GCS
#align(center, text(size: 16pt)[*GIẤY CHỨNG SINH*])
#line("Họ và tên mẹ", "Tô Thị Mai")
#line("Năm sinh", "1996")
#line("Nơi đăng ký thường trú/tạm trú", "Thôn Đông, xã Kim Anh, thành phố Hà Nội")
#half("Số CCCD/CMND/Hộ chiếu", "001196007788") #h(1em) #line("Dân tộc", "Tày")
#line("Họ và tên cha", "Lưu Đức Thịnh")
#line("Đã sinh con vào lúc", "06 giờ 40 phút, ngày 09 tháng 04 năm 2025")
#line("Tại", "Bệnh viện Đa khoa Sóc Sơn")
#line("Số con trong lần sinh này", "01")
#half("Giới tính của con", "Nữ") #h(2em) #line("Cân nặng", "3100 gam")
#line("Dự định đặt tên con là", "Lưu Gia Hân")
Ghi chú:
"""
)

OTHER = (
    HEAD
    + """
#align(center, text(size: 15pt)[*ĐƠN XIN NGHỈ HỌC*])
Kính gửi: Ban Giám hiệu Trường Trung học cơ sở Sóc Sơn \\
#line("Họ và tên", "LƯU GIA BẢO")
#line("Nơi sinh", "Hà Nội")
Em viết đơn này xin phép nhà trường cho em nghỉ học ngày thứ hai vì em bị ốm. \\
Em xin hứa sẽ chép bài và học bài đầy đủ. Em xin chân thành cảm ơn.
"""
)

CARD = """
#set page(width: 86mm, height: 54mm, margin: 2mm)
#set text(font: "Libertinus Serif", lang: "vi", size: 8pt)
#set par(leading: 0.55em)
#place(top + right, image("/qr.png", width: 15mm))
#align(center)[#box(width: 48mm)[*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM* \\
#text(size: 11pt, fill: red)[*CĂN CƯỚC CÔNG DÂN*]]]
#pad(left: 24mm)[
Số / No.: *001088123456* \\
Họ và tên / Full name: \\
*LƯU ĐỨC THỊNH* \\
Ngày sinh / Date of birth: *17/08/1988* \\
Giới tính / Sex: *Nam* #h(1em) Quốc tịch / Nationality: *Việt Nam* \\
Quê quán / Place of origin: \\
Kim Anh, Hà Nội \\
Nơi thường trú / Place of residence: \\
Thôn Đoài, Sóc Sơn, Hà Nội]
"""
PAYLOAD = "001088123456|012345678|Lưu Đức Thịnh|17081988|Nam|Thôn Đoài, Sóc Sơn, Hà Nội|02032021"


@cache
def png(source: str, ppi: int = 150) -> bytes:
    """Set a page."""
    page: bytes = typst.compile(source.encode(), format="png", ppi=ppi)
    return page


def declaration() -> bytes:
    return png(DECLARATION.replace("{height}", "297"))


def certificate(*, seal: bool = False, title: str = "black") -> bytes:
    source = CERTIFICATE.replace("{height}", "297").replace("{seal}", SEAL if seal else "").replace("{title}", title)
    return png(source)


def proof() -> bytes:
    return png(PROOF.replace("{height}", "210"))


def other() -> bytes:
    return png(OTHER.replace("{height}", "297"))


def card(*, code: bool = True) -> bytes:
    """Set a card by hand in Pillow where its code is concerned: typst cannot draw one."""
    page = Image.open(io.BytesIO(png(CARD.replace('#place(top + right, image("/qr.png", width: 15mm))', ""), 300)))
    sheet = page.convert("RGB")
    if code:
        drawn = zxingcpp.create_barcode(PAYLOAD, zxingcpp.BarcodeFormat.QRCode).to_image(scale=4)
        symbol = Image.fromarray(drawn).resize((190, 190), Image.Resampling.NEAREST)
        sheet.paste(symbol, (sheet.width - 205, 15))
    return encoded(sheet)


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")
