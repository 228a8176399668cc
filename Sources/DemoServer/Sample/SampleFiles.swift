/// Small true files for the sample mail's attachments, in base64.
enum SampleFiles {
    /// Sea and sand, 48 by 32 pixels.
    static let png = """
        iVBORw0KGgoAAAANSUhEUgAAADAAAAAgCAIAAADbtmxLAAAApUlEQVR42u3OSQrCUBCE4TpOHVCC
        iEgQERERkSBewXmKU3KarL2EoggKQd/LIhbY8C2rmx+XLJYCC7IgC7IgC7Kgfw5iJc31myAGyQel
        BrF6dlRGEGsnL95BrB9vXGvuY19ez8HG4eH7wXNZjONzMNy/yl+/bwpzeQ42YylgaycFbG+lgJ2N
        FLC7lgL2VlLA/lIKOFhIAYdzKWA0kwKOplLA8UTKFSJc6oxegx8rAAAAAElFTkSuQmCC
        """

    /// One page that says "Harbour chart, sheet 12".
    static let pdf = """
        JVBERi0xLjQKMSAwIG9iago8PCAvVHlwZSAvQ2F0YWxvZyAvUGFnZXMgMiAwIFIgPj4KZW5kb2Jq
        CjIgMCBvYmoKPDwgL1R5cGUgL1BhZ2VzIC9LaWRzIFszIDAgUl0gL0NvdW50IDEgPj4KZW5kb2Jq
        CjMgMCBvYmoKPDwgL1R5cGUgL1BhZ2UgL1BhcmVudCAyIDAgUiAvTWVkaWFCb3ggWzAgMCAzMDAg
        MjAwXSAvQ29udGVudHMgNCAwIFIgL1Jlc291cmNlcyA8PCAvRm9udCA8PCAvRjEgNSAwIFIgPj4g
        Pj4gPj4KZW5kb2JqCjQgMCBvYmoKPDwgL0xlbmd0aCA1NCA+PgpzdHJlYW0KQlQgL0YxIDE4IFRm
        IDQwIDExMCBUZCAoSGFyYm91ciBjaGFydCwgc2hlZXQgMTIpIFRqIEVUCmVuZHN0cmVhbQplbmRv
        YmoKNSAwIG9iago8PCAvVHlwZSAvRm9udCAvU3VidHlwZSAvVHlwZTEgL0Jhc2VGb250IC9IZWx2
        ZXRpY2EgPj4KZW5kb2JqCnhyZWYKMCA2CjAwMDAwMDAwMDAgNjU1MzUgZiAKMDAwMDAwMDAwOSAw
        MDAwMCBuIAowMDAwMDAwMDU4IDAwMDAwIG4gCjAwMDAwMDAxMTUgMDAwMDAgbiAKMDAwMDAwMDI0
        MSAwMDAwMCBuIAowMDAwMDAwMzQ1IDAwMDAwIG4gCnRyYWlsZXIgPDwgL1NpemUgNiAvUm9vdCAx
        IDAgUiA+PgpzdGFydHhyZWYKNDE1CiUlRU9GCg==
        """

    /// A table of three moorings.
    static let csv = """
        TW9vcmluZyxEZXB0aCxDaGVja2VkCk5vcnRoIHF1YXksNC4yLHllcwpPbGQgcGllciwxLjEsbm8K
        RmVycnkgYmVydGgsNi4wLHllcwo=
        """
}
