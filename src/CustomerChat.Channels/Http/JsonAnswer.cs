using System.Text;

namespace CustomerChat.Channels.Http;

/// <summary>A provider's answer, which may hold anything.</summary>
internal static class JsonAnswer
{
    /// <summary>Reads an answer. An answer that is not JSON has no fields.</summary>
    public static T Read<T>(string text, Func<LenientJson, T> read)
    {
        using var document = LenientJson.Parse(Encoding.UTF8.GetBytes(text));
        return read(document is null ? default : new LenientJson(document.RootElement));
    }
}
