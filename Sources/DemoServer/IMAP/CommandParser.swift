import IMAP
import MailModel

/// Reads a client's command (RFC 9051 §9: `command`), as ``CommandFramer`` cut it out.
struct CommandParser {
    var input: ResponseParser
    let tag: Tag
    private let name: String

    /// The command is not as the grammar has it.
    struct Malformed: Error, Equatable {
        let reason: String

        init(_ reason: String) { self.reason = reason }
    }

    /// Reads tag and name, or nothing where there is not even a tag.
    init?(_ octets: [UInt8]) {
        input = ResponseParser(octets)
        guard let tag = try? input.parseTag(), input.accept(" "), let name = try? input.parseAtom() else { return nil }
        self.tag = tag
        self.name = name.uppercased()
    }

    // command = tag SP (command-any / command-auth / command-nonauth / command-select) CRLF
    mutating func parseCommand() throws(Malformed) -> ClientCommand {
        do {
            let command = try parseCommand(named: name)
            guard input.isAtEnd else { throw Malformed("Unexpected text at the end") }
            return command
        } catch let error as SyntaxError {
            throw Malformed("Expected \(error.expected) at \(error.offset)")
        } catch let error as Malformed {
            throw error
        } catch {
            throw Malformed("Not a command")
        }
    }

    private mutating func parseCommand(named name: String) throws -> ClientCommand {
        switch name {
        case "CAPABILITY": return .capability
        case "NOOP": return .noop
        case "LOGOUT": return .logout
        case "NAMESPACE": return .namespace
        case "IDLE": return .idle
        case "CHECK": return .check
        case "CLOSE": return .close
        case "UNSELECT": return .unselect
        case "EXPUNGE": return .expunge(uids: nil)
        case "UID":
            try space()
            return try parseSelected(named: try input.parseAtom().uppercased(), isUID: true)
        case "SEARCH", "FETCH", "STORE", "COPY", "MOVE": return try parseSelected(named: name, isUID: false)
        default:
            try space()
            return try parseWithArguments(named: name)
        }
    }

    private mutating func parseWithArguments(named name: String) throws -> ClientCommand {
        switch name {
        case "ID": return try parseID()
        case "LOGIN":
            let user = try input.parseAString()
            try space()
            return .login(user: user, password: try input.parseAString())
        case "AUTHENTICATE": return try parseAuthenticate()
        case "ENABLE": return .enable(try parseWords())
        case "SELECT", "EXAMINE": return try parseSelect(isReadOnly: name == "EXAMINE")
        case "CREATE": return try parseCreate()
        case "DELETE": return .delete(try parseMailbox())
        case "SUBSCRIBE": return .subscribe(try parseMailbox())
        case "UNSUBSCRIBE": return .unsubscribe(try parseMailbox())
        case "RENAME":
            let old = try parseMailbox()
            try space()
            return .rename(old, to: try parseMailbox())
        case "LIST": return .list(try parseList())
        case "LSUB": return .list(try parseLSUB())
        case "STATUS":
            let mailbox = try parseMailbox()
            try space()
            return .status(mailbox, try parseStatusItems())
        case "APPEND": return try parseAppend()
        default: throw Malformed("Unknown command")
        }
    }

    private mutating func parseSelected(named name: String, isUID: Bool) throws -> ClientCommand {
        try space()
        switch name {
        case "SEARCH": return .search(try parseSearch(isUID: isUID))
        case "FETCH": return .fetch(try parseFetch(isUID: isUID))
        case "STORE": return .store(try parseStore(isUID: isUID))
        case "COPY", "MOVE":
            let messages = MessageSet(set: try input.parseSequenceSet(), isUID: isUID)
            try space()
            let target = try parseMailbox()
            return name == "COPY" ? .copy(messages, to: target) : .move(messages, to: target)
        case "EXPUNGE" where isUID: return .expunge(uids: try input.parseSequenceSet())
        default: throw Malformed("Unknown command")
        }
    }

    mutating func space() throws(SyntaxError) { try input.expect(" ") }

    mutating func parseWord() throws(SyntaxError) -> String { try input.parseAtom().uppercased() }

    // 1*(SP capability)
    private mutating func parseWords() throws -> [String] {
        var words = [try parseWord()]
        while input.accept(" ") { words.append(try parseWord()) }
        return words
    }

    /// Reads `(item item)`; an empty list is read too.
    mutating func parseParenthesized<Item>(_ parseItem: (inout CommandParser) throws -> Item) throws -> [Item] {
        try input.expect("(")
        var items: [Item] = []
        while !input.accept(")") {
            if !items.isEmpty { try space() }
            items.append(try parseItem(&self))
        }
        return items
    }

    // mailbox = "INBOX" / astring
    //
    // Liberal: names in UTF-8, though nothing enabled it.
    mutating func parseMailbox() throws -> MailboxName {
        guard let name = MailboxName(Self.mailboxText(try input.parseAString())) else {
            throw Malformed("Not a mailbox name")
        }
        return name
    }

    static func mailboxText(_ octets: [UInt8]) -> String {
        ModifiedUTF7.decode(octets) ?? String(decoding: octets, as: UTF8.self)
    }

    // id = "ID" SP id-params-list ; what clients say of themselves is read and forgotten (RFC 2971)
    private mutating func parseID() throws -> ClientCommand {
        if input.accept(keyword: "NIL") { return .id }
        let fields = try parseParenthesized { parser in try parser.input.parseNString() }
        guard fields.count <= 60 else { throw Malformed("Too many fields") }
        return .id
    }

    // authenticate = "AUTHENTICATE" SP auth-type [SP initial-resp] ; "=" is an empty one (RFC 4959)
    private mutating func parseAuthenticate() throws -> ClientCommand {
        let mechanism = try parseWord()
        guard input.accept(" ") else { return .authenticate(mechanism: mechanism, initial: nil) }
        let initial = try input.parseAtom()
        return .authenticate(mechanism: mechanism, initial: initial == "=" ? [] : Array(initial.utf8))
    }

    // append = "APPEND" SP mailbox [SP flag-list] [SP date-time] SP literal
    private mutating func parseAppend() throws -> ClientCommand {
        let name = try parseMailbox()
        try space()
        var request = AppendRequest(name: name, octets: [])
        if input.next == UInt8(ascii: "(") {
            request.flags = try parseFlagList()
            try space()
        }
        if input.next == UInt8(ascii: "\"") {
            request.date = try parseDateTime()
            try space()
        }
        guard input.next == UInt8(ascii: "{") || input.next == UInt8(ascii: "~") else {
            throw Malformed("The message must be a literal")
        }
        request.octets = try input.parseString()
        return .append(request)
    }

    private mutating func parseDateTime() throws -> MailDate {
        let moment = try input.parseDateTime()
        guard (1...12).contains(moment.month), (1...31).contains(moment.day), (1...9999).contains(moment.year) else {
            throw Malformed("Not a date")
        }
        let date = CalendarDate(
            year: moment.year, month: moment.month, day: moment.day, hour: moment.hour, minute: moment.minute,
            second: moment.second)
        return date.date(secondsEastOfUTC: moment.minutesEastOfUTC * 60)
    }

    // flag-list = "(" [flag *(SP flag)] ")"
    mutating func parseFlagList() throws -> Flags {
        Flags(try parseParenthesized { parser in try parser.parseFlag() })
    }

    // flag = "\" atom / atom
    mutating func parseFlag() throws -> Flag {
        let isSystem = input.accept(#"\"#)
        let word = try input.parseAtom()
        guard let flag = FlagSpelling.flag(isSystem ? #"\"# + word : word) else {
            throw Malformed("No client can set \\\(word)")
        }
        return flag
    }
}
