extension ResponseParser {
    // namespace-response = "NAMESPACE" SP namespace SP namespace SP namespace
    mutating func parseNamespace() throws(SyntaxError) -> NamespaceResponse {
        try expect(" ")
        let personal = try parseNamespaceEntries()
        try expect(" ")
        let otherUsers = try parseNamespaceEntries()
        try expect(" ")
        return NamespaceResponse(personal: personal, otherUsers: otherUsers, shared: try parseNamespaceEntries())
    }

    // namespace = nil / "(" 1*namespace-descr ")"
    // namespace-descr = "(" string SP (DQUOTE QUOTED-CHAR DQUOTE / nil) [namespace-response-extensions] ")"
    private mutating func parseNamespaceEntries() throws(SyntaxError) -> [NamespaceResponse.Entry] {
        if accept(keyword: "NIL") { return [] }
        try expect("(")
        var entries: [NamespaceResponse.Entry] = []
        while !accept(")") {
            skipBlanks()
            try expect("(")
            let prefix = try parseString()
            try expect(" ")
            let delimiter = try parseNString()?.first
            while accept(" ") { try skipValue() }
            try expect(")")
            entries.append(NamespaceResponse.Entry(prefix: prefix, delimiter: delimiter))
        }
        return entries
    }

    // id-response = "ID" SP id-params-list (RFC 2971)
    // id-params-list = "(" *(string SP nstring) ")" / nil
    mutating func parseID() throws(SyntaxError) -> [BodyParameter] {
        try expect(" ")
        if accept(keyword: "NIL") { return [] }
        try expect("(")
        var fields: [BodyParameter] = []
        while !accept(")") {
            skipBlanks()
            let name = try parseString()
            try expect(" ")
            let value = try parseNString() ?? []
            fields.append(BodyParameter(name: String(decoding: name, as: UTF8.self), value: value))
        }
        return fields
    }

    // quota-response = "QUOTA" SP quota-root-name SP quota-list (RFC 9208 §7)
    // quota-list = "(" quota-resource *(SP quota-resource) ")"
    mutating func parseQuota() throws(SyntaxError) -> Response {
        try expect(" ")
        let root = try parseAString()
        try expect(" ")
        try expect("(")
        var resources: [QuotaResource] = []
        while !accept(")") {
            skipBlanks()
            let name = try parseAtom()
            try expect(" ")
            let usage = try parseNumber64()
            try expect(" ")
            resources.append(QuotaResource(name: name.uppercased(), usage: usage, limit: try parseNumber64()))
        }
        return try ending(.quota(root: root, resources))
    }

    // quotaroot-response = "QUOTAROOT" SP mailbox *(SP quota-root-name)
    mutating func parseQuotaRoot() throws(SyntaxError) -> Response {
        try expect(" ")
        let mailbox = try parseAString()
        var roots: [[UInt8]] = []
        while accept(" "), !isAtEnd { roots.append(try parseAString()) }
        return try ending(.quotaRoot(mailbox: mailbox, roots: roots))
    }

    // myrights-data = "MYRIGHTS" SP mailbox SP rights (RFC 4314 §7)
    mutating func parseMyRights() throws(SyntaxError) -> Response {
        try expect(" ")
        let mailbox = try parseAString()
        try expect(" ")
        return try ending(.myRights(mailbox: mailbox, rights: try parseAString()))
    }

    // thread-data = "THREAD" [SP 1*thread-list] (RFC 5256 §5)
    // thread-list = "(" (thread-members / thread-nested) ")"
    // thread-members = nz-number *(SP nz-number) [SP thread-nested]
    // thread-nested = 2*thread-list
    mutating func parseThreadData() throws(SyntaxError) -> [[ThreadMember]] {
        var threads: [[ThreadMember]] = []
        var thread: [ThreadMember] = []
        // The lists that are open: at which depth each began, and whether anything was in it yet.
        var open: [(start: Int, isEmpty: Bool)] = []
        var depth = 0
        skipBlanks()
        while !isAtEnd {
            if accept("(") {
                guard open.count < Self.nestingLimit else { throw failure("thread-nested within the limit") }
                // A list that begins with lists has lost its root: its members are one level down.
                if open.last?.isEmpty == true {
                    open[open.count - 1].isEmpty = false
                    depth += 1
                }
                open.append((depth, true))
            } else if accept(")") {
                guard let list = open.popLast() else { throw failure("thread-list") }
                depth = list.start
                if open.isEmpty {
                    threads.append(thread)
                    thread = []
                    depth = 0
                }
            } else if !open.isEmpty {
                thread.append(ThreadMember(number: try parseNZNumber(), depth: depth))
                open[open.count - 1].isEmpty = false
                depth += 1
            } else {
                throw failure("thread-list")
            }
            skipBlanks()
        }
        guard open.isEmpty else { throw failure("\")\"") }
        return threads
    }
}
