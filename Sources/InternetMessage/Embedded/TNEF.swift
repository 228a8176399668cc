/// Outlook's container for what MIME could have said, `winmail.dat` (MS-OXTNEF).
///
/// The files are ranges of its octets; names, the text and its charset are read from the attributes of either sort:
/// TNEF's own and MAPI's.
struct TNEF {
    private(set) var files: [EmbeddedFile] = []
    /// The message's text in UTF-8; empty where there is none.
    private(set) var text: [UInt8] = []
    /// The message's text as HTML in UTF-8.
    private(set) var html: [UInt8] = []

    private let octets: [UInt8]
    private var codepage = "windows-1252"
    /// A file's name and place, before the next file begins.
    private var current: EmbeddedFile?

    // TNEFMessage = TNEFSignature LegacyKey *( Level ID Length Data Checksum ) (MS-OXTNEF §2.1.3)
    //
    // Nothing where it isn't one. Checksums are not looked at; what is cut off is left out.
    init?(_ octets: [UInt8]) {
        self.octets = octets
        var reader = LittleEndianReader(octets, in: 0..<octets.count)
        guard reader.number(octets: 4) == 0x223E_9F78, reader.number(octets: 2) != nil else { return nil }
        while let level = reader.number(octets: 1), level == 1 || level == 2, let id = reader.number(octets: 4),
            let length = reader.number(octets: 4)
        {
            // The last attribute may be cut off: what came of it counts.
            let whole = reader.take(length)
            let range = whole ?? reader.position..<reader.end
            take(id & 0xFFFF, range)
            guard whole != nil, reader.number(octets: 2) != nil, files.count < EmbeddedFile.maximumFiles else { break }
        }
        finishFile()
    }

    private mutating func take(_ attribute: Int, _ range: Range<Int>) {
        switch attribute {
        // idOEMCodepage: the primary code page.
        case 0x9007:
            var reader = LittleEndianReader(octets, in: range)
            if let number = reader.number(octets: 4) { codepage = "cp\(number)" }
        // idBody
        case 0x800C: text = decoded(range)
        // idMsgProps
        case 0x9003: takeMessage(MAPIProperties(octets, in: range))
        // idAttachRendData: a file begins.
        case 0x9002:
            finishFile()
            current = EmbeddedFile(name: "", form: .plain, range: range.lowerBound..<range.lowerBound, sizeInOctets: 0)
        // idAttachTitle
        case 0x8010 where current?.name.isEmpty == true:
            let title = decoded(range)
            current?.name = String(decoding: title, as: UTF8.self)
        // idAttachData
        case 0x800F: place(range)
        // idAttachment
        case 0x9005: takeFile(MAPIProperties(octets, in: range))
        default: break
        }
    }

    private mutating func takeMessage(_ properties: MAPIProperties) {
        if let body = properties.text(.body, charset: codepage), text.isEmpty { text = body }
        if let body = properties.text(.html, charset: codepage) { html = body }
        // Compressed RTF is all that many senders have.
        if text.isEmpty, html.isEmpty, let range = properties.range(.compressedRTF),
            let rtf = CompressedRTF.decode(octets[range])
        {
            text = RTFText.read(rtf)
        }
    }

    private mutating func takeFile(_ properties: MAPIProperties) {
        for name in [MAPIProperties.Tag.longFileName, .displayName, .fileName] {
            guard let found = properties.text(name, charset: codepage), !found.isEmpty else { continue }
            current?.name = String(decoding: found, as: UTF8.self)
            break
        }
        if let range = properties.range(.attachData), current?.range.isEmpty == true { place(range) }
    }

    private mutating func place(_ range: Range<Int>) {
        current?.range = range
        current?.sizeInOctets = range.count
    }

    private mutating func finishFile() {
        if let file = current, !file.range.isEmpty || !file.name.isEmpty { files.append(file) }
        current = nil
    }

    /// A text up to its NUL, in the message's charset.
    private func decoded(_ range: Range<Int>) -> [UInt8] {
        Charset.readable(octets[range].prefix { $0 != 0 }, named: codepage).octets
    }
}
