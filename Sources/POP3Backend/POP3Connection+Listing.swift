import BackendAPI
import Digests
import POP3

extension POP3Connection {
    /// Lists the maildrop, once a session: numbers mean the same from its beginning to its end (RFC 1939 §4).
    ///
    /// - Parameter mayRetrieve: Where the server has neither UIDL nor TOP, messages may be told apart by fetching them.
    /// - Returns: All messages, each with a name of its own.
    /// - Throws: `.refused` where there is no way to tell messages apart.
    nonisolated(nonsending) func listedMaildrop(mayRetrieve: Bool) async throws(BackendError) -> Maildrop {
        if let maildrop { return maildrop }
        let listing = try await readListing()
        let drop = try await identify(listing, mayRetrieve: mayRetrieve || listing.hasUniqueIDs)
        maildrop = drop
        return drop
    }

    static let listingCommands: [Command] = [.uniqueIDs(nil), .list(nil)]

    private nonisolated(nonsending) func readListing() async throws(BackendError) -> ListingMerge {
        var listing = ListingMerge()
        if canPipeline, !isListingRequested { try await send(Self.listingCommands) }
        for command in Self.listingCommands {
            if !canPipeline, !isListingRequested { try await send([command]) }
            let reply = try await nextReply()
            guard reply.isOK else {
                if command == .uniqueIDs(nil) { continue }
                throw await fail(
                    reply.postponement().map { .tryLater($0, serverText: reply.text) }
                        ?? .refused(serverText: reply.text))
            }
            if command == .uniqueIDs(nil) { listing.hasUniqueIDs = true }
            var lines = LineCutter()
            try await readContent { octets throws(BackendError) in
                do throws(SyntaxError) {
                    try lines.cut(octets) { line throws(SyntaxError) in
                        if command == .list(nil) { try listing.takeSize(line) } else { try listing.takeUniqueID(line) }
                    }
                } catch { throw BackendError(error, in: command == .list(nil) ? "LIST" : "UIDL") }
            }
        }
        return listing
    }

    // Gives every message a name of its own.
    private nonisolated(nonsending) func identify(
        _ listing: ListingMerge, mayRetrieve: Bool
    ) async throws(BackendError) -> Maildrop {
        var (entries, isConsistent) = listing.merged()
        let unnamed = Maildrop.placesWithoutOwnName(entries)
        guard !unnamed.isEmpty else { return Maildrop(entries: entries, isConsistent: isConsistent) }
        lacksUniqueIDs = !listing.hasUniqueIDs
        let ambiguous = Set(unnamed.map { entries[$0].id }.filter { !$0.isEmpty })
        let headers = try await readHeaders(unnamed.map { entries[$0].number }, mayRetrieve: mayRetrieve)
        var copies: [String: Int] = [:]
        for (place, header) in zip(unnamed, headers) {
            let name = DerivedID.make(uniqueID: entries[place].id, header: header)
            let copy = copies[name, default: 0] + 1
            copies[name] = copy
            entries[place].id = copy == 1 ? name : "\(name) \(copy)"
        }
        return Maildrop(entries: entries, isConsistent: isConsistent, ambiguous: ambiguous)
    }

    // Messages whose header is wanted at the same time.
    private static let headerWindow = 100

    private nonisolated(nonsending) func readHeaders(
        _ numbers: [MessageNumber], mayRetrieve: Bool
    ) async throws(BackendError) -> [[UInt8]] {
        var headers: [[UInt8]] = []
        var hasTop = true
        var rest = numbers[...]
        while let first = rest.first {
            // The first one alone: it shows whether there is TOP at all.
            let count = canPipeline && !headers.isEmpty ? Self.headerWindow : 1
            let window = rest.prefix(count)
            try await send(window.map { hasTop ? .top($0, lines: 0) : .retrieve($0) })
            for _ in window {
                guard try await nextReply().isOK else {
                    guard headers.isEmpty, hasTop, mayRetrieve else {
                        throw await fail(.refused(serverText: Self.cannotIdentify(first)))
                    }
                    hasTop = false
                    break
                }
                var header = HeaderCollector()
                try await readContent { header.take($0) }
                headers.append(header.header)
            }
            rest = numbers[headers.count...]
        }
        return headers
    }

    private static func cannotIdentify(_ number: MessageNumber) -> String {
        "it offers no way to tell messages apart (message \(number): no UIDL, no TOP), so mail can't be left on it; "
            + "mode = \"download-and-remove\" works"
    }
}
