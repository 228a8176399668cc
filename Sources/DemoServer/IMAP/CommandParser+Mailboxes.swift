import IMAP
import MailModel

/// Commands that name mailboxes.
extension CommandParser {
    // select = "SELECT" SP mailbox [SP "(" select-param *(SP select-param) ")"]
    mutating func parseSelect(isReadOnly: Bool) throws -> ClientCommand {
        var request = SelectRequest(name: try parseMailbox(), isReadOnly: isReadOnly)
        guard input.accept(" ") else { return .select(request) }
        _ = try parseParenthesized { parser in
            switch try parser.parseWord() {
            case "CONDSTORE": request.enablesCondStore = true
            case "QRESYNC":
                try parser.space()
                request.resync = try parser.parseResync()
            default: throw Malformed("Unknown parameter of SELECT")
            }
        }
        return .select(request)
    }

    // "QRESYNC" SP "(" uidvalidity SP mod-sequence-value [SP known-uids] [SP seq-match-data] ")"
    private mutating func parseResync() throws -> SelectRequest.Resync {
        try input.expect("(")
        let validity = try input.parseNZNumber()
        try space()
        var resync = SelectRequest.Resync(validity: validity, modSeq: try input.parseNumber64())
        if input.accept(" "), input.next != UInt8(ascii: "(") {
            resync.known = try input.parseSequenceSet()
            _ = input.accept(" ")
        }
        // Sequence numbers of known UIDs only help a server that has forgotten what it expunged.
        if input.accept("(") {
            _ = try input.parseSequenceSet()
            try space()
            _ = try input.parseSequenceSet()
            try input.expect(")")
        }
        try input.expect(")")
        return resync
    }

    // create = "CREATE" SP mailbox [SP "(" "USE" SP "(" [use-attr *(SP use-attr)] ")" ")"]
    mutating func parseCreate() throws -> ClientCommand {
        // A delimiter at the end announces children, it is no part of the name (RFC 3501 §6.3.3).
        var octets = try input.parseAString()
        if octets.count > 1, octets.last == UInt8(ascii: "/") { octets.removeLast() }
        guard let name = MailboxName(Self.mailboxText(octets)) else { throw Malformed("Not a mailbox name") }
        guard input.accept(" ") else { return .create(name, nil) }
        guard input.accept("("), input.accept(keyword: "USE ") else { throw Malformed("Expected USE") }
        let uses = try parseParenthesized { parser in
            try parser.input.expect(#"\"#)
            return MailboxRole(rawValue: try parser.parseWord().lowercased())
        }
        try input.expect(")")
        return .create(name, uses.compactMap { $0 }.first)
    }

    // list = "LIST" [SP list-select-opts] SP mailbox SP mbox-or-pat [SP list-return-opts]
    mutating func parseList() throws -> ListRequest {
        var selection: Set<ListRequest.Selection> = []
        if input.next == UInt8(ascii: "(") {
            let words = try parseParenthesized { parser in try parser.parseWord() }
            for word in words {
                guard let known = ListRequest.Selection(rawValue: word) else {
                    throw Malformed("Unknown selection option")
                }
                selection.insert(known)
            }
            try space()
        }
        var request = ListRequest(reference: Self.mailboxText(try input.parseAString()))
        request.selection = selection
        try space()
        if input.next == UInt8(ascii: "(") {
            request.patterns = try parseParenthesized { parser in try parser.parsePattern() }
            guard request.patterns.count <= 100 else { throw Malformed("Too many patterns") }
        } else {
            request.patterns = [try parsePattern()]
        }
        if input.accept(" ") { try parseReturnOptions(&request) }
        return request
    }

    mutating func parseLSUB() throws -> ListRequest {
        var request = ListRequest(reference: Self.mailboxText(try input.parseAString()))
        request.isLSUB = true
        request.selection = [.subscribed]
        try space()
        request.patterns = [try parsePattern()]
        return request
    }

    private mutating func parseReturnOptions(_ request: inout ListRequest) throws {
        guard input.accept(keyword: "RETURN ") else { throw Malformed("Expected RETURN") }
        _ = try parseParenthesized { parser in
            switch try parser.parseWord() {
            case "SUBSCRIBED": request.returnsSubscribed = true
            // Both are always told.
            case "CHILDREN", "SPECIAL-USE": break
            case "STATUS":
                try parser.space()
                request.status = try parser.parseStatusItems()
            default: throw Malformed("Unknown return option")
            }
        }
    }

    // list-mailbox = 1*list-char / string ; list-char = ATOM-CHAR / list-wildcards / resp-specials
    private mutating func parsePattern() throws -> String {
        var octets: [UInt8] = []
        if input.next == UInt8(ascii: "\"") || input.next == UInt8(ascii: "{") {
            octets = try input.parseString()
        } else {
            while true {
                if input.accept("*") {
                    octets.append(UInt8(ascii: "*"))
                } else if input.accept("%") {
                    octets.append(UInt8(ascii: "%"))
                } else if input.accept("]") {
                    octets.append(UInt8(ascii: "]"))
                } else if let atom = try? input.parseAtom() {
                    octets.append(contentsOf: atom.utf8)
                } else {
                    break
                }
            }
            guard !octets.isEmpty else { throw Malformed("Expected a pattern") }
        }
        guard octets.count <= 1000 else { throw Malformed("Pattern too long") }
        let text = Self.mailboxText(octets)
        return text.uppercased() == "INBOX" ? "INBOX" : text
    }

    // "(" status-att *(SP status-att) ")"
    mutating func parseStatusItems() throws -> [MailboxStatus.Item] {
        let items = try parseParenthesized { parser in
            guard let item = MailboxStatus.Item(rawValue: try parser.parseWord()) else {
                throw Malformed("Unknown status item")
            }
            return item
        }
        guard !items.isEmpty, items.count <= 20 else { throw Malformed("Expected status items") }
        return items
    }
}
