namespace CustomerChat.Intake;

/// <summary>What becomes of one of an address's messages.</summary>
public enum FloodVerdict
{
    /// <summary>It is passed on.</summary>
    Pass,

    /// <summary>It is one too many.</summary>
    Hold,

    /// <summary>It is the first of a flood: the person is to be told.</summary>
    HoldAndTell,
}
