import BackendAPI
import MailModel
import TestKit
import Testing

@testable import IMAPBackend

@Suite("Searching on the server (RFC 9051 §6.4.4, RFC 4731, RFC 9394)")
struct SearchingTests {
    private func search(
        _ capabilities: String, _ terms: [SearchTerm], _ rest: String
    ) async throws -> (found: Result<ServerFindings?, BackendError>, problem: String?) {
        let opened = """
            C: A2 SELECT INBOX
            S: * 5 EXISTS
            S: * OK [UIDVALIDITY 9] valid
            S: A2 OK [READ-WRITE] open

            """
        let play = try Play([Play.loggedIn(capabilities, opened + rest)])
        try await play.backend.connect()
        let found: Result<ServerFindings?, BackendError>
        do throws(BackendError) {
            found = .success(try await play.backend.search(terms, in: .inbox, limit: 3))
        } catch {
            found = .failure(error)
        }
        return (found, await play.connector.problem)
    }

    @Test(
        "asks for as short an answer as there is, and gives the newest",
        arguments: [
            (
                "PARTIAL ESEARCH SORT ESORT CONTEXT=SORT",
                """
                C: A3 UID SORT RETURN (COUNT PARTIAL 1:3) (REVERSE ARRIVAL) UTF-8 TEXT zeppelin
                S: * ESEARCH (TAG "A3") UID COUNT 40 PARTIAL (1:3 5,72,9)
                S: A3 OK
                """, [72, 9, 5], true
            ),
            (
                // Dovecot.
                "ESEARCH SORT ESORT CONTEXT=SEARCH",
                """
                C: A3 UID SORT RETURN (COUNT PARTIAL 1:3) (REVERSE ARRIVAL) UTF-8 TEXT zeppelin
                S: * ESEARCH (TAG "A3") UID PARTIAL (1:3 NIL) COUNT 0
                S: A3 OK
                """, [], false
            ),
            (
                // Courier.
                "SORT",
                """
                C: A3 UID SORT (REVERSE ARRIVAL) UTF-8 TEXT zeppelin
                S: * SORT 5 72 9 70
                S: A3 OK
                """, [5, 72, 9], true
            ),
            (
                "PARTIAL ESEARCH",
                """
                C: A3 UID SEARCH RETURN (COUNT PARTIAL -1:-3) TEXT zeppelin
                S: * ESEARCH (TAG "A3") UID COUNT 40 PARTIAL (-1:-3 70,72:73)
                S: A3 OK
                """, [73, 72, 70], true
            ),
            (
                "PARTIAL",
                """
                C: A3 UID SEARCH RETURN (COUNT PARTIAL -1:-3) TEXT zeppelin
                S: * ESEARCH (TAG "A3") UID COUNT 0 PARTIAL (-1:-3 NIL)
                S: A3 OK
                """, [], false
            ),
            (
                "ESEARCH",
                """
                C: A3 UID SEARCH RETURN (ALL) TEXT zeppelin
                S: * ESEARCH (TAG "A3") UID ALL 1,3:4000000000
                S: A3 OK
                """, [4_000_000_000, 3_999_999_999, 3_999_999_998], true
            ),
            (
                "ESEARCH", "C: A3 UID SEARCH RETURN (ALL) TEXT zeppelin\nS: * ESEARCH (TAG \"A3\") UID\nS: A3 OK", [],
                false
            ),
            ("", "C: A3 UID SEARCH TEXT zeppelin\nS: * SEARCH 9 2\nS: A3 OK", [9, 2], false),
        ] as [(String, String, [UInt32], Bool)])
    func answers(_ capabilities: String, _ trace: String, _ uids: [UInt32], _ isCut: Bool) async throws {
        // The encoder quotes every string of a search.
        let trace = trace.replacing("TEXT zeppelin", with: "TEXT \"zeppelin\"")
        let (found, problem) = try await search(capabilities, [SearchTerm("zeppelin")], trace)
        #expect(found == .success(ServerFindings(ids: uids.map { .uid($0, validity: 9) }, isCut: isCut)))
        #expect(problem == nil)
    }

    @Test("says in which letters the words are, looks into fields, and tells what the server refuses")
    func words() async throws {
        let terms = [SearchTerm("Grüße"), SearchTerm("ann", in: .sender), SearchTerm("plan", in: .subject)]
        let (found, problem) = try await search(
            "LITERAL+", terms,
            """
            C: A3 UID SEARCH CHARSET UTF-8 TEXT {7+}
            C: Grüße HEADER From "ann" HEADER Subject "plan"
            S: A3 NO [BADCHARSET (US-ASCII)] only letters, please
            """)
        #expect(found == .failure(.refused(serverText: "only letters, please")))
        #expect(problem == nil)
    }
}
