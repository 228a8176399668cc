/// What ties a login to the one TLS connection that it travels on (RFC 5056).
///
/// Whoever sits in between has two connections, and cannot pass on a login that is bound to one of them.
package struct ChannelBinding: Hashable, Sendable {
    /// As IANA registers it: `tls-exporter` (RFC 9266), `tls-unique`, `tls-server-end-point` (RFC 5929).
    package var kind: String
    package var octets: [UInt8]

    package init(kind: String, octets: [UInt8]) {
        self.kind = kind
        self.octets = octets
    }
}

/// What a login says of channel binding (RFC 5802 §6).
enum GS2Binding: Hashable {
    /// It can't be bound, or should not be.
    case unused
    /// It could be, and the server has not offered it: a server that has knows by this that somebody has
    /// cut its offer.
    case unoffered
    case bound(ChannelBinding)

    // gs2-header = gs2-cbind-flag "," [ authzid ] ","
    // gs2-cbind-flag = ("p=" cb-name) / "n" / "y"
    var header: [UInt8] {
        switch self {
        case .unused: Array("n,,".utf8)
        case .unoffered: Array("y,,".utf8)
        case .bound(let binding): Array("p=\(binding.kind),,".utf8)
        }
    }

    // cbind-input = gs2-header [ cbind-data ]
    var input: [UInt8] {
        if case .bound(let binding) = self { header + binding.octets } else { header }
    }
}
