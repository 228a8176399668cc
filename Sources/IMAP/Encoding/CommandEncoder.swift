/// A command on its way: what is sent at once, and what after each `+` of the server's.
package struct EncodedCommand: Hashable, Sendable {
    /// Never empty.
    package let segments: [[UInt8]]
    /// The last segment announces octets that are sent by themselves, and then a line end.
    package let isOpen: Bool
}

/// Commands → octets (RFC 9051 §9: `command`).
package struct CommandEncoder: Hashable, Sendable {
    package var literals: WireWriter.LiteralStyle
    package var permitsUTF8: Bool

    package init(literals: WireWriter.LiteralStyle = .synchronizing, permitsUTF8: Bool = false) {
        self.literals = literals
        self.permitsUTF8 = permitsUTF8
    }

    /// Ends IDLE (RFC 2177).
    package static let done = Array("DONE\r\n".utf8)
    /// Gives up an AUTHENTICATE (RFC 9051 §6.2.2).
    package static let cancelAuthentication = Array("*\r\n".utf8)

    /// Answers a challenge of AUTHENTICATE.
    package static func response(_ base64: Base64Line) -> [UInt8] { base64.octets + [0x0D, 0x0A] }

    // command = tag SP (command-any / command-auth / command-nonauth / command-select) CRLF
    package func encode(_ command: Command, tag: Tag) -> EncodedCommand {
        var writer = WireWriter(literals: literals, permitsUTF8: permitsUTF8)
        writer.write(tag)
        writer.write(" ")
        write(command, onto: &writer)
        if !writer.isOpen { writer.write("\r\n") }
        var segments: [[UInt8]] = []
        var start = 0
        for pause in writer.pauses {
            segments.append(Array(writer.octets[start..<pause]))
            start = pause
        }
        segments.append(start == 0 ? writer.octets : Array(writer.octets[start...]))
        return EncodedCommand(segments: segments, isOpen: writer.isOpen)
    }

    private func write(_ command: Command, onto writer: inout WireWriter) {
        switch command {
        case .capability: writer.write("CAPABILITY")
        case .noop: writer.write("NOOP")
        case .logout: writer.write("LOGOUT")
        case .startTLS: writer.write("STARTTLS")
        case .namespace: writer.write("NAMESPACE")
        case .unselect: writer.write("UNSELECT")
        case .idle: writer.write("IDLE")
        case .compress: writer.write("COMPRESS DEFLATE")
        case .notify:
            // DELAYED: no message may disappear while commands name others by number.
            writer.write("NOTIFY SET (SELECTED-DELAYED (MessageNew MessageExpunge FlagChange))")
            writer.write(" (PERSONAL (MessageNew MessageExpunge FlagChange))")
        case .login, .authenticate, .enable, .id: writeLogin(command, onto: &writer)
        case .select, .examine, .create, .delete, .rename, .subscribe, .unsubscribe, .listSubscribed, .list, .status,
            .append, .getQuotaRoot,
            .myRights:
            writeMailboxCommand(command, onto: &writer)
        case .fetch, .store, .copy, .move, .expunge, .search, .sort, .thread:
            writeMessageCommand(command, onto: &writer)
        }
    }

    private func writeLogin(_ command: Command, onto writer: inout WireWriter) {
        switch command {
        case .login(let user, let password):
            writer.write("LOGIN ")
            writer.writeAString(user)
            writer.write(" ")
            writer.writeAString(password)
        case .authenticate(let mechanism, let initialResponse):
            writer.write("AUTHENTICATE ")
            writer.write(mechanism)
            if let initialResponse {
                writer.write(" ")
                // An empty response is "=" (RFC 4959 §3).
                if initialResponse.octets.isEmpty { writer.write("=") } else { writer.write(initialResponse) }
            }
        case .enable(let capabilities):
            writer.write("ENABLE")
            for atom in capabilities.compactMap({ Atom($0.name) }) {
                writer.write(" ")
                writer.write(atom)
            }
        case .id(let fields):
            writer.write("ID ")
            guard !fields.isEmpty else { return writer.write("NIL") }
            writer.writeList(fields) { writer, field in
                writer.writeString(Array(field.name.utf8))
                writer.write(" ")
                writer.writeString(field.value)
            }
        default: break
        }
    }

    private func writeMailboxCommand(_ command: Command, onto writer: inout WireWriter) {
        switch command {
        case .select(let mailbox, let options): write("SELECT ", mailbox, options, onto: &writer)
        case .examine(let mailbox, let options): write("EXAMINE ", mailbox, options, onto: &writer)
        case .create(let mailbox, let use):
            writer.write("CREATE ")
            writer.writeAString(mailbox)
            // create-param = "USE" SP "(" [use-attr *(SP use-attr)] ")" (RFC 6154 §6)
            if let use {
                writer.write(" (USE (")
                writer.write(use)
                writer.write("))")
            }
        // delete = "DELETE" SP mailbox; rename = "RENAME" SP mailbox SP mailbox
        case .delete(let mailbox): write("DELETE ", mailbox, onto: &writer)
        case .rename(let mailbox, let name):
            write("RENAME ", mailbox, onto: &writer)
            write(" ", name, onto: &writer)
        case .subscribe(let mailbox): write("SUBSCRIBE ", mailbox, onto: &writer)
        case .unsubscribe(let mailbox): write("UNSUBSCRIBE ", mailbox, onto: &writer)
        // lsub = "LSUB" SP mailbox SP list-mailbox
        case .listSubscribed(let reference, let pattern):
            write("LSUB ", reference, onto: &writer)
            writer.write(" ")
            writer.writeString(pattern)
        case .getQuotaRoot(let mailbox): write("GETQUOTAROOT ", mailbox, onto: &writer)
        case .myRights(let mailbox): write("MYRIGHTS ", mailbox, onto: &writer)
        case .status(let mailbox, let items):
            write("STATUS ", mailbox, onto: &writer)
            writer.write(" ")
            write(items, onto: &writer)
        case .list(let reference, let pattern, let options): write(reference, pattern, options, onto: &writer)
        case .append(let mailbox, let messages):
            // append = "APPEND" SP mailbox 1*append-message
            write("APPEND ", mailbox, onto: &writer)
            for message in messages { writer.write(message) }
        default: break
        }
    }

    private func write(_ name: StaticString, _ mailbox: [UInt8], onto writer: inout WireWriter) {
        writer.write(name)
        writer.writeAString(mailbox)
    }

    // select = "SELECT" SP mailbox [select-params]
    private func write(
        _ name: StaticString, _ mailbox: [UInt8], _ options: SelectOptions, onto writer: inout WireWriter
    ) {
        write(name, mailbox, onto: &writer)
        switch options {
        case .none: break
        case .condStore: writer.write(" (CONDSTORE)")
        case .qResync(let validity, let modSeq, let known):
            writer.write(" (QRESYNC (")
            writer.write(validity)
            writer.write(" ")
            writer.write(modSeq)
            if let known, !known.isEmpty {
                writer.write(" ")
                writer.write(known)
            }
            writer.write("))")
        }
    }

    // list = "LIST" SP mailbox SP list-mailbox [SP list-return-opts]
    private func write(
        _ reference: [UInt8], _ pattern: [UInt8], _ options: ListOptions, onto writer: inout WireWriter
    ) {
        write("LIST ", reference, onto: &writer)
        writer.write(" ")
        // Quoted even where it need not be: all servers read that.
        writer.writeString(pattern)
        guard !options.isPlain else { return }
        writer.write(" RETURN (")
        var separator: StaticString = ""
        if options.returnsSubscribed {
            writer.write("SUBSCRIBED")
            separator = " "
        }
        if options.returnsSpecialUse {
            writer.write(separator)
            writer.write("SPECIAL-USE")
            separator = " "
        }
        if options.returnsMyRights {
            writer.write(separator)
            writer.write("MYRIGHTS")
            separator = " "
        }
        if !options.status.isEmpty {
            writer.write(separator)
            writer.write("STATUS ")
            write(options.status, onto: &writer)
        }
        writer.write(")")
    }

    private func write(_ items: [MailboxStatus.Item], onto writer: inout WireWriter) {
        writer.writeList(items.compactMap { Atom($0.rawValue) }) { $0.write($1) }
    }
}
