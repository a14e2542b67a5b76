using System.Text;

namespace CustomerChat.Channels.Http;

/// <summary>A provider's answer, of which nothing is sure.</summary>
internal static class JsonAnswer
{
    /// <summary>Reads an answer; what is no JSON has no fields.</summary>
    public static T Read<T>(string text, Func<LenientJson, T> read)
    {
        using var document = LenientJson.Parse(Encoding.UTF8.GetBytes(text));
        return read(document is null ? default : new LenientJson(document.RootElement));
    }
}
