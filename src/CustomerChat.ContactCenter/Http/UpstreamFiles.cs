using System.Net.Http.Headers;
using CustomerChat.Turn;

namespace CustomerChat.ContactCenter.Http;

/// <summary>Files in requests to a contact centre.</summary>
internal static class UpstreamFiles
{
    /// <summary>The part of a multipart body that brings a file. It is streamed, and closed with the request.</summary>
    public static StreamContent Part(UpstreamFile file, Stream content)
    {
        var part = new StreamContent(content);
        part.Headers.ContentType = new MediaTypeHeaderValue(file.Type);
        part.Headers.ContentLength = file.Size;
        return part;
    }
}
