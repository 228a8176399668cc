/// Four ports for a mail server that cannot choose them itself.
struct ServerPorts: Sendable {
    let imap: Int
    let imaps: Int
    let pop3: Int
    let pop3s: Int

    init() {
        imap = LoopbackSocket.freePort()
        imaps = LoopbackSocket.freePort()
        pop3 = LoopbackSocket.freePort()
        pop3s = LoopbackSocket.freePort()
    }
}
