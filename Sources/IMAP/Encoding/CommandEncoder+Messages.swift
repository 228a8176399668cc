extension CommandEncoder {
    func writeMessageCommand(_ command: Command, onto writer: inout WireWriter) {
        switch command {
        case .fetch(let messages, let attributes, let options):
            write("FETCH ", messages, onto: &writer)
            writer.write(" ")
            writer.writeList(attributes) { $0.write($1) }
            write(options, onto: &writer)
        case .store(let messages, let operation, let flags, let isSilent):
            write("STORE ", messages, onto: &writer)
            // store-att-flags = (["+" / "-"] "FLAGS" [".SILENT"]) SP (flag-list / (flag *(SP flag)))
            switch operation {
            case .add: writer.write(" +FLAGS")
            case .remove: writer.write(" -FLAGS")
            case .replace: writer.write(" FLAGS")
            }
            if isSilent { writer.write(".SILENT") }
            writer.write(" ")
            writer.writeFlagList(flags)
        case .copy(let messages, let mailbox): write("COPY ", messages, mailbox, onto: &writer)
        case .move(let messages, let mailbox): write("MOVE ", messages, mailbox, onto: &writer)
        case .expunge(let uids): write("EXPUNGE ", .uids(uids), onto: &writer)
        case .search(let isUID, let returning, let keys):
            if isUID { writer.write("UID ") }
            writer.write("SEARCH ")
            writer.write(returning)
            // Where UTF-8 is the rule it must not be said (RFC 6855 §3).
            if !permitsUTF8, keys.contains(where: \.needsUTF8) { writer.write("CHARSET UTF-8 ") }
            writer.writeSeparated(keys) { $0.write($1) }
        case .sort(let returning, let keys):
            // sort = ["UID" SP] "SORT" [SP "RETURN" …] SP sort-criteria SP search-criteria; a charset must be said.
            writer.write("UID SORT ")
            writer.write(returning)
            writer.write("(REVERSE ARRIVAL) UTF-8 ")
            writer.writeSeparated(keys) { $0.write($1) }
        case .thread(let keys):
            // thread = ["UID" SP] "THREAD" SP thread-alg SP search-criteria; a charset must be said.
            // Liberal: Courier takes no US-ASCII where UTF8=ACCEPT is enabled.
            writer.write("THREAD REFERENCES UTF-8 ")
            writer.writeSeparated(keys) { $0.write($1) }
        default: break
        }
    }

    private func write(_ name: StaticString, _ messages: MessageSet, onto writer: inout WireWriter) {
        if messages.isUID { writer.write("UID ") }
        writer.write(name)
        if case .found = messages { writer.write("$") } else { writer.write(messages.set) }
    }

    private func write(
        _ name: StaticString, _ messages: MessageSet, _ mailbox: [UInt8], onto writer: inout WireWriter
    ) {
        write(name, messages, onto: &writer)
        writer.write(" ")
        writer.writeAString(mailbox)
    }

    // fetch-modifiers = SP "(" fetch-modifier *(SP fetch-modifier) ")"
    private func write(_ options: FetchOptions, onto writer: inout WireWriter) {
        guard let changedSince = options.changedSince else { return }
        writer.write(" (CHANGEDSINCE ")
        writer.write(changedSince)
        if options.vanished { writer.write(" VANISHED") }
        writer.write(")")
    }
}

extension WireWriter {
    mutating func write(_ base64: Base64Line) { write(base64.octets, as: .atom) }

    // append-message = append-opts SP append-data
    // append-opts = [SP flag-list] [SP date-time]
    // append-data = literal / literal8 / utf8-literal
    // utf8-literal = "UTF8" SP "(" literal8 ")" (RFC 6855 §4)
    mutating func write(_ message: AppendMessage) {
        write(" ")
        writeFlagList(message.flags)
        if let date = message.date {
            write(" ")
            write(date)
        }
        write(" ")
        switch message.content {
        case .octets(let octets) where message.hasUTF8Header:
            write("UTF8 (")
            write(octets, as: .literal8)
            write(")")
        case .octets(let octets): write(octets, as: message.isBinary ? .literal8 : .literal)
        case .announced(let size):
            if message.isBinary { write("~") }
            announceLiteral(sizeInOctets: size)
        }
    }

    // fetch-att
    mutating func write(_ attribute: FetchAttribute) {
        switch attribute {
        case .uid: write("UID")
        case .flags: write("FLAGS")
        case .internalDate: write("INTERNALDATE")
        case .sizeInOctets: write("RFC822.SIZE")
        case .envelope: write("ENVELOPE")
        case .bodyStructure: write("BODYSTRUCTURE")
        case .modSeq: write("MODSEQ")
        case .emailID: write("EMAILID")
        // PREVIEW with preview-mod (RFC 8970 §6)
        case .lazyPreview: write("PREVIEW (LAZY)")
        case .body(let section, let partial):
            write("BODY.PEEK")
            write(section)
            if let partial {
                write("<")
                write(partial.origin)
                write(".")
                write(partial.count)
                write(">")
            }
        }
    }

    fileprivate mutating func write(_ options: [SearchReturn]) {
        guard !options.isEmpty else { return }
        write("RETURN ")
        writeList(options) { $0.write($1) }
        write(" ")
    }

    // search-return-opt
    mutating func write(_ option: SearchReturn) {
        switch option {
        case .min: write("MIN")
        case .max: write("MAX")
        case .count: write("COUNT")
        case .all: write("ALL")
        case .save: write("SAVE")
        case .last(let count):
            // partial-range-last = MINUS nz-number ":" MINUS nz-number
            write("PARTIAL -1:-")
            write(count)
        case .first(let count):
            write("PARTIAL 1:")
            write(count)
        }
    }

    // search-key
    mutating func write(_ key: SearchKey) {
        switch key {
        case .all: write("ALL")
        case .seen: write("SEEN")
        case .unseen: write("UNSEEN")
        case .deleted: write("DELETED")
        case .undeleted: write("UNDELETED")
        case .uids(let set):
            write("UID ")
            write(set)
        case .numbers(let set): write(set)
        case .header(let field, let text):
            write("HEADER ")
            write(field)
            write(" ")
            writeString(text)
        case .larger(let size):
            write("LARGER ")
            write(size)
        case .text(let text):
            write("TEXT ")
            writeString(text)
        case .or(let left, let right):
            write("OR ")
            write(left)
            write(" ")
            write(right)
        }
    }
}

extension SearchKey {
    fileprivate var needsUTF8: Bool {
        switch self {
        case .header(_, let text), .text(let text): text.contains { $0 >= 0x80 }
        case .or(let left, let right): left.needsUTF8 || right.needsUTF8
        default: false
        }
    }
}
