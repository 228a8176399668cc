import TOMLKit

/// What known servers do differently, as `Resources/oddities.toml` has it.
package struct OddityTable: Sendable {
    /// One row.
    package struct Oddity: Hashable, Sendable {
        package var name: String
        /// What a host's name ends with, in lower case; empty for any.
        package var hosts: [String]
        /// A word of CAPABILITY, in upper case; nothing for any.
        package var capability: String?
        package var quirks: Set<Quirk>
    }

    /// A row that says nothing, or what nobody knows.
    package struct Mistake: Error, Hashable, Sendable { package var reason: String }

    package var rows: [Oddity]

    package init(rows: [Oddity]) { self.rows = rows }

    /// The table that comes with the program.
    package static let known: OddityTable = {
        do throws(Mistake) {
            return try OddityTable(String(decoding: PackageResources.oddities_toml, as: UTF8.self))
        } catch {
            // A part of the program, as its code is; a test reads it.
            preconditionFailure("Resources/oddities.toml: \(error.reason)")
        }
    }()

    /// Reads a table.
    ///
    /// - Throws: ``Mistake`` at the first row that is not in order.
    package init(_ text: String) throws(Mistake) {
        let root: TOMLTable
        do {
            root = try TOMLTable(string: text)
        } catch {
            throw Mistake(reason: "\(error)")
        }
        rows = []
        for value in root["oddity"]?.array.map(Array.init) ?? [] {
            guard let table = value.table else { throw Mistake(reason: "a row that is no table") }
            rows.append(try Oddity(table))
        }
    }

    /// How to talk to a server.
    ///
    /// - Parameters:
    ///   - host: Its name, as configured.
    ///   - capabilities: What it has said that it can do so far.
    /// - Returns: The quirks of all rows that fit.
    package func quirks(host: String, capabilities: some Sequence<String>) -> Set<Quirk> {
        let words = Set(capabilities.map { $0.uppercased() })
        return rows.reduce(into: []) { quirks, row in
            if row.fits(host: host.lowercased(), words) { quirks.formUnion(row.quirks) }
        }
    }
}

extension OddityTable.Oddity {
    fileprivate func fits(host: String, _ capabilities: Set<String>) -> Bool {
        guard hosts.isEmpty || hosts.contains(where: { host == $0 || host.hasSuffix("." + $0) }) else { return false }
        return capability.map(capabilities.contains) ?? true
    }

    fileprivate init(_ table: TOMLTable) throws(OddityTable.Mistake) {
        guard let name = table["name"]?.string else { throw OddityTable.Mistake(reason: "a row without a name") }
        func words(_ key: String) -> [String] { table[key]?.array?.compactMap(\.string) ?? [] }
        let unknown = Set(table.keys).subtracting(["name", "hosts", "capability", "quirks"])
        let named = words("quirks")
        let quirks = named.compactMap(Quirk.init(rawValue:))
        let (hosts, capability) = (words("hosts"), table["capability"]?.string)
        guard unknown.isEmpty, !quirks.isEmpty, quirks.count == named.count, !hosts.isEmpty || capability != nil
        else { throw OddityTable.Mistake(reason: "\(name): what it does, or where, is not known") }
        self.init(
            name: name, hosts: hosts.map { $0.lowercased() }, capability: capability?.uppercased(),
            quirks: Set(quirks))
    }
}
