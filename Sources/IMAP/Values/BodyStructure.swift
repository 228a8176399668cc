/// The MIME tree of a message as the server parsed it (RFC 9051 §7.5.2 BODYSTRUCTURE and BODY).
package struct BodyStructure: Hashable, Sendable {
    /// As the message spells it: `TEXT`, `multipart`.
    package var type: String
    package var subtype: String
    /// Of the content type.
    ///
    /// A multipart's are unknown where the server answered BODY.
    package var parameters: [BodyParameter]
    /// A multipart's parts, or the one body of a message/rfc822.
    package var parts: [BodyStructure]
    /// Content-ID and its like; a multipart has none.
    package var fields: BodyFields
    /// Lines of a text or an embedded message.
    package var lines: UInt64?
    /// The header of an embedded message.
    package var envelope: Envelope?
    /// What only BODYSTRUCTURE has, so nothing in BODY.
    package var extensionData: BodyExtension?

    package init(
        type: String, subtype: String, parameters: [BodyParameter] = [], parts: [BodyStructure] = [],
        fields: BodyFields = BodyFields(), lines: UInt64? = nil, envelope: Envelope? = nil,
        extensionData: BodyExtension? = nil
    ) {
        self.type = type
        self.subtype = subtype
        self.parameters = parameters
        self.parts = parts
        self.fields = fields
        self.lines = lines
        self.envelope = envelope
        self.extensionData = extensionData
    }

    package var isMultipart: Bool { type.utf8.isEqualIgnoringCase(to: "MULTIPART") }
    package var isText: Bool { type.utf8.isEqualIgnoringCase(to: "TEXT") }

    /// True for a message/rfc822 or message/global, whose structure shows what it holds.
    package var isMessage: Bool { envelope != nil }
}

/// A name and its value, as in a content type's parameters; octets as they travel (RFC 2231).
package struct BodyParameter: Hashable, Sendable {
    package var name: String
    package var value: [UInt8]

    package init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }
}

/// What every part that is no multipart tells (RFC 9051 §9: `body-fields`).
package struct BodyFields: Hashable, Sendable {
    package var contentID: [UInt8]?
    package var description: [UInt8]?
    /// `7BIT`, `base64` …; empty where the server said NIL.
    package var encoding: String
    /// Still encoded.
    package var sizeInOctets: UInt64

    package init(
        contentID: [UInt8]? = nil, description: [UInt8]? = nil, encoding: String = "7BIT", sizeInOctets: UInt64 = 0
    ) {
        self.contentID = contentID
        self.description = description
        self.encoding = encoding
        self.sizeInOctets = sizeInOctets
    }
}

/// Extension data of a part (RFC 9051 §9: `body-ext-1part`, `body-ext-mpart`).
package struct BodyExtension: Hashable, Sendable {
    /// Content-MD5 (RFC 1864); a multipart has none.
    package var md5: [UInt8]?
    package var disposition: BodyDisposition?
    package var languages: [[UInt8]]
    package var location: [UInt8]?

    package init(
        md5: [UInt8]? = nil, disposition: BodyDisposition? = nil, languages: [[UInt8]] = [], location: [UInt8]? = nil
    ) {
        self.md5 = md5
        self.disposition = disposition
        self.languages = languages
        self.location = location
    }
}

/// Content-Disposition (RFC 2183).
package struct BodyDisposition: Hashable, Sendable {
    /// `inline`, `attachment` ….
    package var kind: String
    package var parameters: [BodyParameter]

    package init(kind: String, parameters: [BodyParameter] = []) {
        self.kind = kind
        self.parameters = parameters
    }
}
