import Glibc

/// Octets that never reach swap or a core dump, as far as the system permits, and that are wiped when nobody holds
/// them any more.
///
/// A process may lock little memory (`ulimit -l`); what can't be locked is still wiped.
final class LockedMemory: @unchecked Sendable {
    let count: Int
    private let start: UnsafeMutableRawPointer
    private let size: Int

    /// `fill`: Writes the octets; the memory is zero before.
    init(count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void) {
        self.count = count
        let page = sysconf(Int32(_SC_PAGESIZE))
        size = max(1, (count + page - 1) / page) * page
        let mapped = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let mapped, mapped != MAP_FAILED else { preconditionFailure("no memory is left for a secret") }
        start = mapped
        mlock(start, size)
        madvise(start, size, MADV_DONTDUMP)
        madvise(start, size, MADV_DONTFORK)
        fill(UnsafeMutableRawBufferPointer(start: start, count: count))
    }

    deinit {
        explicit_bzero(start, size)
        munmap(start, size)
    }

    var octets: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
}
