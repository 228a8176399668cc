import CCurl
import CGlibc
import Dispatch
package import Transport

/// The web, as far as a mail reader needs it: one page, or one form, each over a verified connection of its own.
package enum HTTPS {
    /// Reads a page; at most `size` octets.
    ///
    /// - Returns: Nothing where there is none, for whatever reason.
    package static func page(
        at address: String, upTo size: Int, trusting authorities: SystemAuthorities, within limit: Duration
    ) async -> [UInt8]? {
        try? await fetch(address, form: nil, upTo: size, authorities, limit).body
    }

    package struct Answer: Hashable, Sendable {
        package var status: Int
        package var body: [UInt8]
    }

    /// No answer came, and why.
    package struct Failure: Error, Hashable, Sendable {
        package var reason: String

        package init(reason: String) { self.reason = reason }
    }

    /// Posts a form (`application/x-www-form-urlencoded`) and takes whatever is answered, refusals too.
    ///
    /// Nothing is redirected: what a form holds is for its one address.
    package static func post(
        _ form: [UInt8], to address: String, upTo size: Int, trusting authorities: SystemAuthorities,
        within limit: Duration
    ) async throws(Failure) -> Answer {
        try await fetch(address, form: form, upTo: size, authorities, limit)
    }

    private static func fetch(
        _ address: String, form: [UInt8]?, upTo size: Int, _ authorities: SystemAuthorities, _ limit: Duration
    ) async throws(Failure) -> Answer {
        let result: Result<Answer, Failure> = await inThreadOfItsOwn {
            if let reason = unloaded { return .failure(Failure(reason: reason)) }
            var page = postern_page(octets: nil, count: 0, limit: size, status: 0)
            defer { free(page.octets) }
            let milliseconds = max(1, Int(limit / .milliseconds(1)))
            let file = isThere(authorities.file) ? authorities.file : nil
            let folder = isThere(authorities.folder) ? authorities.folder : nil
            let code = postern_fetch_page(address, form, form?.count ?? 0, file, folder, milliseconds, &page)
            guard code == CURLE_OK.rawValue else {
                let reason = postern_page_error(code).map { String(cString: $0) }
                return .failure(Failure(reason: reason ?? "error \(code)"))
            }
            let body = Array(UnsafeBufferPointer(start: page.octets, count: page.count))
            return .success(Answer(status: page.status, body: body))
        }
        return try result.get()
    }

    /// Calls a library that waits.
    package static func inThreadOfItsOwn<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .userInitiated).async { continuation.resume(returning: work()) }
        }
    }

    /// Why the library can't be loaded, which is tried once a process.
    private static let unloaded = postern_load_curl().map { String(cString: $0) }

    private static func isThere(_ path: String) -> Bool { access(path, R_OK) == 0 }
}
