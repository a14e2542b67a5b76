namespace CustomerChat.Tests.Model;

/// <summary>What may happen in a history. Each comes with a process that does it, and a number.</summary>
public enum Act
{
    Write,
    WriteAgain,
    EndWord,
    EndWordAgain,
    AgentSays,
    AgentCloses,
    Turn,
    TurnAll,
    Wait,
    WaitForLeases,
    WaitForADay,

    /// <summary>While the next act runs, the other process does something between two of its calls.</summary>
    Beside,

    /// <summary>A call of the next act takes longer than any lease.</summary>
    SlowCall,
    Die,
    LoseAnswer,
    StorageFails,
    SendFails,
    SendIsUnclear,
    OpenFails,
    ContactCenterIsDown,
    ContactCenterIsBack,
    ChannelIsBusy,
    ChannelRefuses,
    ChannelThrows,
    EndpointIsDown,
    EndpointIsBack,
    ReportOvertakes,
    Report,
    Erase,
    ErasePerson,
    Retention,
    OperatorEnds,

    /// <summary>The contact centre's log begins anew, with what nobody has read or with all of it.</summary>
    LogRestarts,

    /// <summary>The contact centre asks for a person, whom another contact centre has.</summary>
    AskHandOver,
}
