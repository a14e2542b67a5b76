namespace CustomerChat.Storage;

/// <summary>Seals values that give access to other systems before they are stored. The storage alone does not let a reader use them.</summary>
public interface ISealer
{
    /// <summary>Seals a text. The result is different each time.</summary>
    string Seal(string text);

    /// <summary>Returns the text that was sealed.</summary>
    string Unseal(string sealedText);
}
