import Glibc
import Synchronization

/// A descriptor of the tests' own, blocking, used from threads: the other end of what is tested.
package struct LoopbackSocket: Sendable {
    package let descriptor: Int32

    package init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Listens on a free port of 127.0.0.1.
    package static func listening() -> LoopbackSocket {
        let socket = LoopbackSocket(descriptor: socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0))
        var address = address(port: 0)
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        let isListening = isBound && listen(socket.descriptor, 64) == 0
        precondition(isListening, "no port on loopback: \(String(cString: strerror(errno)))")
        return socket
    }

    /// Connects to a port of 127.0.0.1; nothing where nobody listens.
    package static func connected(to port: Int) -> LoopbackSocket? {
        let socket = LoopbackSocket(descriptor: socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0))
        guard socket.connect(to: port) else {
            socket.close()
            return nil
        }
        socket.set(TCP_NODELAY, at: Int32(IPPROTO_TCP), to: 1)
        return socket
    }

    /// Begins to connect to a port of 127.0.0.1 and does not wait for it.
    package static func connecting(to port: Int) -> LoopbackSocket {
        let kind = Int32(SOCK_STREAM.rawValue) | O_CLOEXEC | O_NONBLOCK
        let socket = LoopbackSocket(descriptor: socket(AF_INET, kind, 0))
        _ = socket.connect(to: port)
        return socket
    }

    private func connect(to port: Int) -> Bool {
        var address = Self.address(port: port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    /// A port that was free a moment ago, for programs that cannot choose one themselves.
    ///
    /// Below the range that the kernel gives out by itself: what is free now would be another test's
    /// in a moment. Each port is named once in this process.
    package static func freePort() -> Int {
        for _ in 0..<portsForServers.count {
            let number = portsNamed.withLock { named in
                named += 1
                return named
            }
            let port = portsForServers.lowerBound + (number + Int(getpid()) * 97) % portsForServers.count
            if canListen(on: port) { return port }
        }
        preconditionFailure("no port of \(portsForServers) is free")
    }

    private static let portsForServers = 12_000..<32_000
    private static let portsNamed = Mutex(0)

    private static func canListen(on port: Int) -> Bool {
        let socket = LoopbackSocket(descriptor: socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0))
        defer { socket.close() }
        socket.set(SO_REUSEADDR, at: SOL_SOCKET, to: 1)
        var address = address(port: port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket.descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func address(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return address
    }

    package var port: Int { port(getsockname) }
    package var peerPort: Int { port(getpeername) }

    private func port(
        _ name: (Int32, UnsafeMutablePointer<sockaddr>?, UnsafeMutablePointer<socklen_t>?) -> Int32
    ) -> Int {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            _ = pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name(descriptor, $0, &size) }
        }
        return Int(in_port_t(bigEndian: address.sin_port))
    }

    /// Waits for a client; nothing once the socket is shut down.
    package func accept() -> LoopbackSocket? {
        let client = Glibc.accept(descriptor, nil, nil)
        guard client >= 0 else { return nil }
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        let socket = LoopbackSocket(descriptor: client)
        socket.set(TCP_NODELAY, at: Int32(IPPROTO_TCP), to: 1)
        return socket
    }

    /// What there is, at least one octet; empty at the end or after an error.
    package func read(atMost count: Int = 65_536) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            var result = -1
            repeat { result = Glibc.read(descriptor, buffer.baseAddress, count) } while result == -1 && errno == EINTR
            filled = max(result, 0)
        }
    }

    package func readToEnd() -> [UInt8] {
        var all: [UInt8] = []
        while case let piece = read(), !piece.isEmpty { all += piece }
        return all
    }

    /// A line with its LF, read octet by octet; shorter at the end.
    package func readLine() -> [UInt8] {
        var line: [UInt8] = []
        while line.last != 0x0A, let octet = read(atMost: 1).first { line.append(octet) }
        return line
    }

    /// Writes everything; false where the other end is gone.
    @discardableResult
    package func write(_ octets: some Collection<UInt8>) -> Bool {
        let octets = Array(octets)
        return octets.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
                var count = send(descriptor, rest.baseAddress, rest.count, Int32(truncatingIfNeeded: MSG_NOSIGNAL))
                if count < 0, errno == ENOTSOCK { count = Glibc.write(descriptor, rest.baseAddress, rest.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                done += count
            }
            return true
        }
    }

    /// Says that nothing more follows, and goes on reading.
    package func closeWriting() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Ends every wait in another thread too; `close()` must follow.
    package func interrupt() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// Waits without reading until the connection is over on both sides or was interrupted.
    package func waitForEnd() {
        var state = pollfd(fd: descriptor, events: 0, revents: 0)
        while poll(&state, 1, -1) == -1, errno == EINTR {}
    }

    package func close() {
        Glibc.close(descriptor)
    }

    /// Lets every read end as at the end of the connection where nothing comes for so many seconds.
    package func limitReads(toSeconds seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    /// Makes `close()` send a RST instead of a FIN.
    package func resetOnClose() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    }

    private func set(_ option: Int32, at level: Int32, to value: Int32) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}
