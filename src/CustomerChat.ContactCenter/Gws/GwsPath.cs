using System.Diagnostics.CodeAnalysis;

namespace CustomerChat.ContactCenter.Gws;

/// <summary>The path that a contact centre gives for a chat. It comes from outside: only a rooted path on the same host is followed.</summary>
public static class GwsPath
{
    /// <summary>The absolute address of a path at a contact centre; false when the path leads anywhere else.</summary>
    public static bool TryResolve(Uri baseAddress, string? path, [NotNullWhen(true)] out Uri? address)
    {
        address = null;
        return path is ['/', ..]
            && path is not ['/', '/' or '\\', ..]
            && path.Length <= 1024
            && !path.Any(c => char.IsControl(c) || c is '\\' or ' ' or '#')
            && Uri.TryCreate(baseAddress, path, out address)
            && address.Scheme == baseAddress.Scheme
            && address.Authority == baseAddress.Authority
            && address.UserInfo.Length == 0;
    }

    /// <summary>The path of a chat that the reply to RequestChat gave none for.</summary>
    public static string OfChat(string id) => "/api/v2/me/chat/" + Uri.EscapeDataString(id);

    /// <summary>The id in a chat's path: its last part.</summary>
    public static string IdOf(string path)
    {
        var plain = path.Split('?')[0].TrimEnd('/');
        return Uri.UnescapeDataString(plain[(plain.LastIndexOf('/') + 1)..]);
    }

    /// <summary>The path of a chat's messages. A query of the chat's path goes with it.</summary>
    public static string Messages(string path, long fromIndex)
    {
        var query = path.IndexOf('?');
        var (plain, rest) = query < 0 ? (path, "") : (path[..query], "&" + path[(query + 1)..]);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{plain.TrimEnd('/')}/messages?index={fromIndex}{rest}");
    }
}
