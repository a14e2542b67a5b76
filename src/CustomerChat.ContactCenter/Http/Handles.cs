using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CustomerChat.Chats;
using CustomerChat.Turn;

namespace CustomerChat.ContactCenter.Http;

/// <summary>Handles that are JSON. Pure.</summary>
internal static class Handles
{
    public static UpstreamHandle Write<T>(T handle, JsonTypeInfo<T> type) => new(JsonSerializer.Serialize(handle, type));

    /// <summary>Reads a handle. One of another protocol, because the settings have changed, can be used again when they are put right: until then it is "not now".</summary>
    /// <param name="handle">The handle.</param>
    /// <param name="type">Its form.</param>
    /// <param name="isWhole">Whether it has what the protocol needs.</param>
    public static T Read<T>(UpstreamHandle handle, JsonTypeInfo<T> type, Func<T, bool> isWhole)
        where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize(handle.Value, type) is { } known && isWhole(known))
            {
                return known;
            }
        }
        catch (JsonException)
        {
            // Another protocol's.
        }

        throw new ContactCenterException(ContactCenterFault.NotNow, "The chat was opened by another protocol than the settings name now.");
    }
}
