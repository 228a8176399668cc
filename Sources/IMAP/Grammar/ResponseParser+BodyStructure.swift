extension ResponseParser {
    /// What a body is inside of, while it is being read.
    private enum Enclosing {
        case multipart([BodyStructure])
        case message(BodyStructure)
    }

    // body = "(" (body-type-1part / body-type-mpart) ")"
    /// Reads a tree with a list of what is open, so that its depth costs no stack.
    package mutating func parseBody() throws(SyntaxError) -> BodyStructure {
        var open: [Enclosing] = []
        var parts = 0
        while true {
            guard open.count <= Self.nestingLimit else { throw failure("body within the nesting limit") }
            parts += 1
            guard parts <= Self.itemLimit else { throw failure("body within the limit of parts") }
            try expect("(")
            if next == UInt8(ascii: "(") {
                open.append(.multipart([]))
                continue
            }
            var body = try parseBodyType1Part()
            if body.envelope != nil {
                try expect(" ")
                open.append(.message(body))
                continue
            }
            body.extensionData = try parseBodyExt1Part()
            try expect(")")
            guard try closeEnclosing(of: &body, open: &open) else { return body }
        }
    }

    /// Puts a finished body where it belongs, and finishes what that completes.
    ///
    /// Returns true where another body follows, false where `body` is the outermost.
    private mutating func closeEnclosing(
        of body: inout BodyStructure, open: inout [Enclosing]
    ) throws(SyntaxError) -> Bool {
        while let enclosing = open.popLast() {
            switch enclosing {
            case .message(var message):
                message.parts = [body]
                try expect(" ")
                message.lines = try parseBodyNumber()
                message.extensionData = try parseBodyExt1Part()
                body = message
            case .multipart(var parts):
                parts.append(body)
                // Liberal: blanks between parts.
                let start = position
                skipBlanks()
                if next == UInt8(ascii: "(") {
                    open.append(.multipart(parts))
                    return true
                }
                position = start
                body = try parseBodyTypeMPart(parts)
            }
            try expect(")")
        }
        return false
    }

    // body-type-mpart = 1*body SP media-subtype [SP body-ext-mpart]
    private mutating func parseBodyTypeMPart(_ parts: [BodyStructure]) throws(SyntaxError) -> BodyStructure {
        try expect(" ")
        let subtype = try parseWord()
        var body = BodyStructure(type: "multipart", subtype: subtype, parts: parts)
        // body-ext-mpart = body-fld-param [SP body-fld-dsp [SP body-fld-lang [SP body-fld-loc *(SP body-extension)]]]
        if accept(" ") {
            body.parameters = try parseBodyParameters()
            body.extensionData = BodyExtension()
            if accept(" ") { body.extensionData = try parseBodyExtension(md5: nil) }
        }
        return body
    }

    // body-type-1part = (body-type-basic / body-type-msg / body-type-text) [SP body-ext-1part]
    // body-type-msg = media-message SP body-fields SP envelope SP body SP body-fld-lines
    // body-type-text = media-text SP body-fields SP body-fld-lines
    private mutating func parseBodyType1Part() throws(SyntaxError) -> BodyStructure {
        let type = try parseWord()
        try expect(" ")
        let subtype = try parseWord()
        try expect(" ")
        // body-fields = body-fld-param SP body-fld-id SP body-fld-desc SP body-fld-enc SP body-fld-octets
        let parameters = try parseBodyParameters()
        try expect(" ")
        var fields = BodyFields()
        fields.contentID = try parseNString()
        try expect(" ")
        fields.description = try parseNString()
        try expect(" ")
        fields.encoding = try parseWord()
        try expect(" ")
        fields.sizeInOctets = try parseBodyNumber()
        var body = BodyStructure(type: type, subtype: subtype, parameters: parameters, fields: fields)
        if body.isText {
            try expect(" ")
            body.lines = try parseBodyNumber()
        } else if type.utf8.isEqualIgnoringCase(to: "MESSAGE"), beginsEnvelope {
            try expect(" ")
            body.envelope = try parseEnvelope()
        }
        return body
    }

    /// An embedded message's envelope comes next, and not extension data.
    ///
    /// Liberal: servers that show a message/rfc822 they could not read like any other part.
    private var beginsEnvelope: Bool {
        position + 1 < octets.count && octets[position] == UInt8(ascii: " ")
            && octets[position + 1] == UInt8(ascii: "(")
    }

    // body-ext-1part = body-fld-md5 [SP body-fld-dsp [SP body-fld-lang [SP body-fld-loc *(SP body-extension)]]]
    private mutating func parseBodyExt1Part() throws(SyntaxError) -> BodyExtension? {
        guard accept(" ") else { return nil }
        let md5 = try parseNString()
        guard accept(" ") else { return BodyExtension(md5: md5) }
        return try parseBodyExtension(md5: md5)
    }

    // body-fld-dsp [SP body-fld-lang [SP body-fld-loc *(SP body-extension)]]
    private mutating func parseBodyExtension(md5: [UInt8]?) throws(SyntaxError) -> BodyExtension {
        var data = BodyExtension(md5: md5)
        // body-fld-dsp = "(" string SP body-fld-param ")" / nil
        if accept("(") {
            let kind = try parseWord()
            try expect(" ")
            data.disposition = BodyDisposition(kind: kind, parameters: try parseBodyParameters())
            try expect(")")
        } else if try parseNString() != nil {
            throw failure("body-fld-dsp")
        }
        guard accept(" ") else { return data }
        // body-fld-lang = nstring / "(" string *(SP string) ")"
        if next == UInt8(ascii: "(") {
            data.languages = try parseAStringList()
        } else if let language = try parseNString() {
            data.languages = [language]
        }
        guard accept(" ") else { return data }
        data.location = try parseNString()
        while accept(" ") { try skipValue() }
        return data
    }

    // body-fld-param = "(" string SP string *(SP string SP string) ")" / nil
    //
    // Liberal: an empty list, a parameter whose value is NIL.
    private mutating func parseBodyParameters() throws(SyntaxError) -> [BodyParameter] {
        guard accept("(") else {
            guard accept(keyword: "NIL") else { throw failure("body-fld-param") }
            return []
        }
        var parameters: [BodyParameter] = []
        while !accept(")") {
            skipBlanks()
            let name = try parseWord()
            try expect(" ")
            let value = try parseNString() ?? []
            guard parameters.count < Self.itemLimit else { throw failure("body-fld-param within the limit") }
            parameters.append(BodyParameter(name: name, value: value))
        }
        return parameters
    }

    /// Reads a string that is a word of ASCII where the message is in order.
    ///
    /// Liberal: NIL for a type or an encoding that the message does not name.
    private mutating func parseWord() throws(SyntaxError) -> String {
        if next != UInt8(ascii: "\""), accept(keyword: "NIL") { return "" }
        let span = try parseStringSpan()
        return span.hasEscapes ? String(decoding: span.value(in: octets), as: UTF8.self) : text(span.range)
    }

    /// Reads a size or a number of lines.
    ///
    /// Liberal: NIL, and -1, for one that the server does not know.
    private mutating func parseBodyNumber() throws(SyntaxError) -> UInt64 {
        if accept(keyword: "NIL") { return 0 }
        if accept("-") {
            _ = try parseNumber64()
            return 0
        }
        return try parseNumber64()
    }
}
