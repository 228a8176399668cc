package import MailModel

/// Address lists (RFC 5322 §3.4 and §4.4).
///
/// Liberal: what people and programs write instead is read as a person would:
/// `Doe, John <john@x>` without quotes is one address, a bracket may be missing
/// on either side, `john@x (John)` has a name, blanks may stand around "@" and ".".
package struct AddressParser {
    /// At most this many addresses are read from one list.
    static let maximumAddresses = 10_000

    private let octets: [UInt8]
    private var position = 0
    private var addresses: [Address] = []
    private var current = MailboxPieces()
    /// Words with neither "@" nor brackets before a comma: perhaps half a name.
    private var halfName: [UInt8] = []
    /// No whitespace-free "?=" before here, so that no encoded word ends there.
    private var noEncodedWordBefore = 0

    private init(_ octets: [UInt8]) { self.octets = octets }

    // address-list = (address *("," address)) / obs-addr-list
    //
    // A group gives its name as an address without an address, then its members.
    package static func parse(_ raw: ArraySlice<UInt8>) -> [Address] {
        var parser = AddressParser(Array(raw))
        parser.parseList()
        return parser.addresses
    }

    /// A display name as IMAP's ENVELOPE gives it (RFC 9051 §7.5.2, addr-name).
    package static func displayName(_ raw: ArraySlice<UInt8>) -> String {
        Self.tidyName(EncodedWord.decode(raw))
    }

    /// An address as IMAP's ENVELOPE gives it: addr-mailbox and addr-host.
    package static func address(mailbox: ArraySlice<UInt8>, host: ArraySlice<UInt8>) -> String {
        let local = EncodedWord.decode(mailbox)
        // Dovecot writes a host that it could not find so.
        guard !host.isEmpty, !host.elementsEqual("MISSING_DOMAIN".utf8) else { return local }
        return "\(local)@\(EncodedWord.decode(host))"
    }

    private mutating func parseList() {
        while position < octets.count, addresses.count < Self.maximumAddresses {
            let octet = octets[position]
            switch octet {
            case ASCII.comma:
                endMailbox(atComma: true)
            case ASCII.semicolon:
                endMailbox(atComma: false)
            case ASCII.colon where current.isGroupName:
                endGroupName()
            case ASCII.quote:
                parseQuotedString()
                continue
            case ASCII.openParenthesis:
                parseComment()
                continue
            case ASCII.less:
                parseAngleAddress()
                continue
            case ASCII.greater:
                // Liberal: the "<" is missing.
                current.hasStrayBracket = true
            default:
                parseWord()
                continue
            }
            position += 1
        }
        endMailbox(atComma: false)
        flushHalfName()
    }

    // phrase = 1*word; also a local-part, "@" and a domain, which only the end can tell apart
    private mutating func parseWord() {
        let start = position
        if let end = encodedWordEnd() {
            position = end
        } else {
            // A "=?" that begins no encoded word is two ordinary characters.
            if octets[position] == ASCII.equals { position += 1 }
            while position < octets.count, !Self.isSpecial(octets[position]), !isEncodedWordStart(position) {
                position += 1
            }
        }
        current.appendWord(octets[start..<max(position, start + 1)])
        position = max(position, start + 1)
    }

    private func isEncodedWordStart(_ index: Int) -> Bool {
        octets[index] == ASCII.equals && index + 1 < octets.count && octets[index + 1] == ASCII.question
    }

    // encoded-word = "=?" charset "?" encoding "?" encoded-text "?="
    //
    // Liberal: the text of a Q word may hold a comma or a bracket, which RFC 2047 §5 (3) forbids.
    private mutating func encodedWordEnd() -> Int? {
        guard isEncodedWordStart(position), position >= noEncodedWordBefore else { return nil }
        var questions = 0
        var index = position + 2
        while index < octets.count, !octets[index].isFolding {
            if octets[index] == ASCII.question {
                questions += 1
                if questions > 2, index + 1 < octets.count, octets[index + 1] == ASCII.equals { return index + 2 }
            }
            index += 1
        }
        noEncodedWordBefore = index
        return nil
    }

    // quoted-string = DQUOTE *([FWS] qcontent) [FWS] DQUOTE
    //
    // Liberal: without a closing quote, the string goes on to the next "<" or the end.
    private mutating func parseQuotedString() {
        var text: [UInt8] = []
        var index = position + 1
        while index < octets.count, octets[index] != ASCII.quote {
            if octets[index] == ASCII.backslash, index + 1 < octets.count { index += 1 }
            text.append(octets[index])
            index += 1
        }
        if index >= octets.count, let bracket = octets[position...].firstIndex(of: ASCII.less) {
            text = Array(octets[(position + 1)..<bracket])
            index = bracket - 1
        }
        current.appendQuoted(text, raw: octets[position..<min(index + 1, octets.count)])
        position = index + 1
    }

    // comment = "(" *([FWS] ccontent) [FWS] ")", nested
    private mutating func parseComment() {
        var (depth, index) = (0, position)
        var text: [UInt8] = []
        repeat {
            let octet = octets[index]
            if octet == ASCII.openParenthesis { depth += 1 }
            if octet == ASCII.closeParenthesis { depth -= 1 }
            if octet == ASCII.backslash, index + 1 < octets.count { index += 1 }
            text.append(octets[index])
            index += 1
        } while depth > 0 && index < octets.count
        current.comment = Array(text.dropFirst().dropLast(depth == 0 ? 1 : 0))
        position = index
    }

    // angle-addr = "<" addr-spec ">"; obs-angle-addr = "<" obs-route addr-spec ">"
    //
    // Liberal: without ">", it ends at a comma or semicolon.
    private mutating func parseAngleAddress() {
        var index = position + 1
        var isQuoted = false
        while index < octets.count, isQuoted || octets[index] != ASCII.greater {
            if octets[index] == ASCII.quote { isQuoted.toggle() }
            if !isQuoted, octets[index] == ASCII.semicolon || octets[index] == ASCII.less { break }
            if !isQuoted, octets[index] == ASCII.comma, octets[position + 1] != ASCII.at { break }
            index += 1
        }
        current.setAngle(octets[(position + 1)..<index])
        position = index < octets.count && octets[index] == ASCII.greater ? index + 1 : index
    }

    private mutating func endGroupName() {
        flushHalfName()
        addresses.append(Address(name: Self.tidyName(EncodedWord.decode(current.words)), address: ""))
        current = MailboxPieces()
    }

    private mutating func endMailbox(atComma: Bool) {
        defer { current = MailboxPieces() }
        guard !current.isEmpty else { return }
        if atComma, !current.hasAddress {
            if !halfName.isEmpty { halfName += [ASCII.comma, ASCII.space] }
            halfName += current.words
            return
        }
        if !halfName.isEmpty {
            if current.angle != nil, !current.words.isEmpty {
                current.words = halfName + [ASCII.comma, ASCII.space] + current.words
                halfName = []
            } else {
                flushHalfName()
            }
        }
        append(current.address())
    }

    private mutating func flushHalfName() {
        guard !halfName.isEmpty else { return }
        // Names without addresses, as on a machine of one's own: `root, operator`.
        for name in halfName.split(separator: ASCII.comma) {
            var pieces = MailboxPieces()
            pieces.appendWord(name)
            append(pieces.address())
        }
        halfName = []
    }

    private mutating func append(_ address: Address) {
        guard addresses.count < Self.maximumAddresses, !address.name.isEmpty || !address.address.isEmpty else { return }
        addresses.append(address)
    }

    /// Where a word ends.
    private static func isSpecial(_ octet: UInt8) -> Bool {
        switch octet {
        case ASCII.comma, ASCII.semicolon, ASCII.colon, ASCII.quote, ASCII.openParenthesis, ASCII.less, ASCII.greater:
            true
        default: false
        }
    }

    /// Without the quotes of any sort that senders leave around a name (`'John'`), and without the rows of
    /// blanks that would push the address off the screen.
    static func tidyName(_ name: String) -> String {
        var text = name.isSpacedEvenly ? name[...] : name.words.joined(separator: " ")[...]
        for mark in ["'", "\""] as [Character] where text.count > 1 && text.first == mark && text.last == mark {
            text = text.dropFirst().dropLast()
        }
        return String(text)
    }
}
