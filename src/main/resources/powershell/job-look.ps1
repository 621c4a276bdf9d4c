# job-look.ps1: reads what has become of a long command that was started apart from its session
param([string]$JobId, [int]$Tail = 4000, [int]$Whole = 200000)

# <shared: answer>
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'

# The answer is one line of JSON in plain ASCII after a marker: code pages, banners and line folding can't hurt it.
function Send-Answer([Collections.IDictionary]$Answer) {
    $json = ConvertTo-Json -InputObject $Answer -Compress -Depth 6
    $ascii = [regex]::Replace($json, '[^\x20-\x7e]', { param($m) '\u{0:x4}' -f [int][char]$m.Value })
    [Console]::Out.WriteLine('OSFAILOVER:' + $ascii)
    [Console]::Out.Flush()
}

function Stop-With([string]$Code, [string]$Message) {
    Send-Answer ([ordered]@{ error = $Code; message = $Message })
    exit 1
}

function Get-WindowsError($Exception) {
    for ($e = $Exception; $null -ne $e; $e = $e.InnerException) {
        if ($e -is [ComponentModel.Win32Exception]) { return $e.NativeErrorCode }
    }
    return 0
}

function Stop-WithCause($Record) {
    $code = 'COMMAND_FAILED'
    $texts = @()
    for ($e = $Record.Exception; $null -ne $e; $e = $e.InnerException) {
        # by type or number, in whatever language Windows speaks; -2147024891 is 0x80070005, and AccessDenied is WMI's word for it
        if ($e -is [UnauthorizedAccessException] -or $e -is [Security.SecurityException] -or $e.HResult -eq -2147024891 -or [string]$e.NativeErrorCode -eq 'AccessDenied') { $code = 'PRIVILEGE_MISSING' }
        if ($texts -notcontains $e.Message) { $texts += [string]$e.Message }
    }
    switch (Get-WindowsError $Record.Exception) {
        5 { $code = 'PRIVILEGE_MISSING' }
        1058 { $code = 'NOT_IN_WANTED_STATE' }
        1060 { $code = 'SERVICE_ABSENT' }
    }
    Stop-With $code ($texts -join ' / ')
}
# </shared: answer>

# <shared: job>
# A long command runs outside the SSH session, whose end would end it, in a folder of its own; it is found again by its id.
# The folder is where only administrators can write: what lies in it is run.
function Get-JobRoot { return (Join-Path $env:ProgramFiles 'OutSystems failover\jobs') }

# What Windows' guards wrote since then, as one sentence; judged by log and number, in whatever language they write.
function Get-GuardWords([datetime]$Since) {
    $logs = [ordered]@{ 'Microsoft-Windows-Windows Defender/Operational' = @(1116, 1117, 1121, 1122); 'Microsoft-Windows-AppLocker/EXE and DLL' = @(8004)
        'Microsoft-Windows-AppLocker/MSI and Script' = @(8007); 'Microsoft-Windows-CodeIntegrity/Operational' = @(3077) }
    $said = @()
    $unread = @()
    foreach ($log in $logs.Keys) {
        try {
            foreach ($e in @(Get-WinEvent -FilterHashtable @{ LogName = $log; Id = $logs[$log]; StartTime = $Since } -MaxEvents 2 -ErrorAction Stop)) {
                $text = [string]$e.Message
                foreach ($p in @($e.Properties)) { if ($null -ne $p -and -not $text.Contains([string]$p.Value)) { $text = ($text + ' ' + [string]$p.Value).Trim() } }
                $text = [regex]::Replace($text, '\s+', ' ')
                $audit = ''
                if ($e.Id -eq 1122) { $audit = ' (only audited)' }
                $said += "$log $($e.Id)${audit}: $($text.Substring(0, [math]::Min(300, $text.Length)))"
            }
        } catch { if ([string]$_.FullyQualifiedErrorId -notmatch '^NoMatching(Events|Logs)Found') { $unread += $log } }
    }
    $words = 'the event logs of Defender, AppLocker and Code Integrity have nothing about it; another antivirus keeps its own log'
    if ($said.Count -gt 0) { $words = 'at that time Windows wrote: ' + ($said -join ' / ') }
    if ($unread.Count -gt 0) { $words += "; these logs can't be read: $($unread -join ', ')" }
    return $words
}

# The files of one start: each has a number of its own, and whoever makes its folder claim-N first decides whether it runs.
function Get-Starts([string]$Folder) {
    return @(Get-ChildItem -LiteralPath $Folder -ErrorAction SilentlyContinue | Where-Object { $_.Name -match '^run-(\w+)\.cmd$' } | ForEach-Object { $_.Name -replace '^run-(\w+)\.cmd$', '$1' })
}

# Takes a start back: it can't begin any more. False: it has begun.
function Revoke-Start([string]$Folder, [string]$Number) {
    $claim = Join-Path $Folder "claim-$Number"
    $run = Join-Path $Folder ('run-{0}.cmd' -f $Number)
    try { $null = New-Item -ItemType Directory -Path $claim -ErrorAction Stop } catch { if (Test-Path -LiteralPath $claim) { return $false } }
    # where no folder can be made, it can't begin without its file either
    Remove-Item -LiteralPath $run -Force -ErrorAction SilentlyContinue
    return ((Test-Path -LiteralPath $claim) -or -not (Test-Path -LiteralPath $run))
}

# The process that runs one of these starts; 0: none does; -1: it can't be told.
function Find-StartProcess([string[]]$Numbers) {
    try { $all = @(Get-CimInstance -ClassName Win32_Process -Filter "Name = 'cmd.exe'" -ErrorAction Stop) } catch { return -1 }
    foreach ($number in $Numbers) { foreach ($each in $all) { if ([string]$each.CommandLine -like ('*run-{0}.cmd*' -f $number)) { return [int]$each.ProcessId } } }
    if (@($all | Where-Object { -not $_.CommandLine }).Count -gt 0) { return -1 }
    return 0
}

# A job must have begun after so many seconds.
$sign = 30
$gone = 'the command is gone and left no exit code: something ended it while it worked (where antivirus does, the override dotnet.jobs: scheduled-task starts it another way)'

function Read-Job([string]$Folder, [int]$Kept = 4000) {
    $job = @{ State = 'LOST'; ExitCode = $null; Output = ''; Why = ''; Elapsed = 0; Bytes = 0; ProcessId = 0 }
    if (-not (Test-Path -LiteralPath $Folder)) { $job.State = 'ABSENT'; return $job }
    $item = Get-Item -LiteralPath $Folder
    $begun = $item.CreationTimeUtc
    $job.Elapsed = [int][math]::Max(0, ([datetime]::UtcNow - $begun).TotalSeconds)
    $out = Join-Path $Folder 'output.txt'
    $exit = Join-Path $Folder 'exit.txt'
    $pidFile = Join-Path $Folder 'pid.txt'
    if (Test-Path -LiteralPath $exit) {
        $job.ExitCode = [int]([string](Get-Content -LiteralPath $exit -TotalCount 1)).Trim()
        $job.State = 'ENDED'
    } elseif (Test-Path -LiteralPath $pidFile) {
        $id = [int]([string](Get-Content -LiteralPath $pidFile -TotalCount 1)).Trim()
        $process = Get-Process -Id $id -ErrorAction SilentlyContinue
        # another process may have got the number since
        if ($null -ne $process -and ($null -eq $process.StartTime -or $process.StartTime.ToUniversalTime() -lt [IO.File]::GetLastWriteTimeUtc($pidFile).AddSeconds(10))) { $job.State = 'RUNNING'; $job.ProcessId = $id }
        elseif (Test-Path -LiteralPath $exit) { return Read-Job $Folder $Kept }
        elseif (Test-Path -LiteralPath (Join-Path $Folder 'cancelled.txt')) { $job.Why = 'it was ended by this program' }
        else {
            $system = Get-CimInstance -ClassName Win32_OperatingSystem -ErrorAction SilentlyContinue
            if ($null -ne $system -and $null -ne $system.LastBootUpTime -and $system.LastBootUpTime.ToUniversalTime() -gt $begun) { $job.Why = 'the server was restarted since the command was started' }
            else { $job.Why = "$gone; $(Get-GuardWords $begun)" }
        }
    } elseif (Test-Path -LiteralPath (Join-Path $Folder 'begun')) {
        # whoever started it was cut off before the process was noted
        $id = Find-StartProcess (Get-Starts $Folder)
        if (Test-Path -LiteralPath $exit) { return Read-Job $Folder $Kept }
        if ($id -ne 0) { $job.State = 'RUNNING'; $job.ProcessId = [math]::Max(0, $id) }
        elseif (Test-Path -LiteralPath (Join-Path $Folder 'cancelled.txt')) { $job.Why = 'it was ended by this program' }
        else { $job.Why = "$gone; $(Get-GuardWords $begun)" }
    } else {
        # a folder of the same name may have inherited its creation time: what was last made in it counts
        $quiet = [int]([datetime]::UtcNow - $item.LastWriteTimeUtc).TotalSeconds
        if ($quiet -lt $sign) { $job.State = 'STARTING'; $job.Why = "it was to be started $quiet s ago and has given no sign of life yet" }
        else { $job.Why = "it has given no sign of life for $quiet s: its first line was never run; $(Get-GuardWords $item.LastWriteTimeUtc)" }
    }
    if (Test-Path -LiteralPath $out) {
        $job.Bytes = (Get-Item -LiteralPath $out).Length
        $text = (@(Get-Content -LiteralPath $out -Tail ([math]::Max(40, $Kept / 40)) -Encoding Oem -ErrorAction SilentlyContinue) -join "`n").Trim()
        if ($text.Length -gt $Kept) { $text = '...' + $text.Substring($text.Length - $Kept) }
        $job.Output = $text
    }
    return $job
}
# </shared: job>

# <shared: report>
function Send-Job([string]$JobId, $Job, [bool]$Started) {
    Send-Answer ([ordered]@{ started = $Started; job = [ordered]@{ id = $JobId; state = $Job.State; exitCode = $Job.ExitCode; why = $Job.Why; elapsed = $Job.Elapsed; bytes = $Job.Bytes; output = $Job.Output } })
}
# </shared: report>

try {
    $folder = Join-Path (Get-JobRoot) $JobId
    $job = Read-Job $folder $Tail
    if ($job.State -eq 'ENDED' -or $job.State -eq 'LOST') { $job = Read-Job $folder $Whole }
    Send-Job $JobId $job $false
} catch { Stop-WithCause $_ }
