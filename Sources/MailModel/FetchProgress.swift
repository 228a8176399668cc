/// How much of a text or a file has come from the server.
package struct FetchProgress: Hashable, Sendable {
    package var doneInOctets: Int
    package var totalInOctets: Int

    package init(doneInOctets: Int, totalInOctets: Int) {
        self.doneInOctets = doneInOctets
        self.totalInOctets = totalInOctets
    }
}
