using System.Net.Http.Headers;
using CustomerChat.Turn;

namespace CustomerChat.ContactCenter.Http;

/// <summary>Files in requests to a contact centre.</summary>
internal static class UpstreamFiles
{
    /// <summary>The part of a multipart body that brings a file. It is streamed, and closed with the request.</summary>
    public static HttpContent Part(UpstreamFile file, Stream content) => new SizedContent(content, file.Size)
    {
        Headers = { ContentType = new MediaTypeHeaderValue(file.Type) },
    };

    /// <summary>The server does not know the operation, or not bodies of this kind: nothing has come of it.</summary>
    public static bool AreUnknown(ContactCenterException e) => e.Status is 404 or 405 or 411 or 413 or 415 or 501;

    /// <summary>With its length, so that the request has one: some servers take no body without.</summary>
    private sealed class SizedContent(Stream content, long size) : StreamContent(content)
    {
        protected override bool TryComputeLength(out long length)
        {
            length = size;
            return true;
        }
    }
}
