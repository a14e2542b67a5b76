using System.Net.Http.Headers;
using CustomerChat.Turn;

namespace CustomerChat.ContactCenter.Http;

/// <summary>Helps to send files to a contact centre.</summary>
internal static class UpstreamFiles
{
    /// <summary>The part of a multipart body that holds a file. The content is streamed, and is closed together with the request.</summary>
    public static HttpContent Part(UpstreamFile file, Stream content) => new SizedContent(content, file.Size)
    {
        Headers = { ContentType = new MediaTypeHeaderValue(file.Type) },
    };

    /// <summary>Whether the server does not know the operation, or does not take bodies of this kind. Then the request had no effect.</summary>
    public static bool AreUnknown(ContactCenterException e) => e.Status is 404 or 405 or 411 or 413 or 415 or 501;

    /// <summary>A content whose length is known, so that the request has a length too: some servers refuse a body without one.</summary>
    private sealed class SizedContent(Stream content, long size) : StreamContent(content)
    {
        protected override bool TryComputeLength(out long length)
        {
            length = size;
            return true;
        }
    }
}
