# try-server.ps1: tries what the procedures do on this server, harmlessly: starting a command apart from the session, writing where they write, and each script; it leaves nothing
param([string]$InstallDir = '', [string]$Way = 'auto', [string]$Scripts = '')

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

# <shared: platform>
# Where the platform is installed; null where it can't be found.
function Find-InstallDir([string]$Given) {
    if ($Given) { return $Given.TrimEnd('\') }
    foreach ($key in 'HKLM:\SOFTWARE\OutSystems\Installer\Server', 'HKLM:\SOFTWARE\WOW6432Node\OutSystems\Installer\Server') {
        $values = Get-ItemProperty -LiteralPath $key -ErrorAction SilentlyContinue
        if ($null -ne $values -and $values.'(default)') { return ([string]$values.'(default)').Trim().TrimEnd('\') }
    }
    $usual = Join-Path $env:ProgramFiles 'OutSystems\Platform Server'
    if (Test-Path -LiteralPath $usual) { return $usual }
    return $null
}
# </shared: platform>

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

# <shared: start>
# By WMI: the process is the service's, not this session's. Answers why not, and the process.
function Start-ByProcess([string]$Run, [string]$Directory) {
    try {
        $started = Invoke-CimMethod -ClassName Win32_Process -MethodName Create -Arguments @{ CommandLine = "cmd.exe /d /c `"$Run`""; CurrentDirectory = $Directory } -ErrorAction Stop
        if ($started.ReturnValue -eq 0 -and $started.ProcessId) { return @{ Why = ''; Id = [int]$started.ProcessId } }
        return @{ Why = "Win32_Process.Create answered $($started.ReturnValue)"; Id = 0 }
    } catch { return @{ Why = [string]$_.Exception.Message; Id = 0 } }
}

# By the task scheduler, as SYSTEM (S-1-5-18 in every language). Where policy forbids the cmdlets, which are a script module, by schtasks.exe.
function Start-ByTask([string]$Run, [string]$Directory, [string]$Task) {
    try {
        $action = New-ScheduledTaskAction -Execute 'cmd.exe' -Argument "/d /c `"$Run`"" -WorkingDirectory $Directory
        $principal = New-ScheduledTaskPrincipal -UserId 'S-1-5-18' -LogonType ServiceAccount -RunLevel Highest
        $settings = New-ScheduledTaskSettingsSet -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries -ExecutionTimeLimit ([timespan]::Zero) -Priority 5
        $null = Register-ScheduledTask -TaskName $Task -Action $action -Principal $principal -Settings $settings -ErrorAction Stop
        Start-ScheduledTask -TaskName $Task -ErrorAction Stop
        return @{ Why = ''; Id = 0 }
    } catch { $why = [string]$_.Exception.Message }
    try {
        $null = & schtasks.exe /create /tn $Task /tr "\`"$Run\`"" /sc ONCE /st 00:00 /ru SYSTEM /rl HIGHEST /f
        if ($LASTEXITCODE -eq 0) { $null = & schtasks.exe /run /tn $Task }
        if ($LASTEXITCODE -eq 0) { return @{ Why = ''; Id = 0 } }
        return @{ Why = "$why; schtasks.exe ended with exit code $LASTEXITCODE"; Id = 0 }
    } catch { return @{ Why = "$why; $($_.Exception.Message)"; Id = 0 } }
}

# A task is for one start; its end does not end what it started.
function Remove-Task([string]$Task) {
    try { Unregister-ScheduledTask -TaskName $Task -Confirm:$false -ErrorAction Stop } catch { try { $null = & schtasks.exe /delete /tn $Task /f } catch { $null = $_ } }
}

# Runs the line in the folder, apart from this session: by the first way that Windows allows. What was not seen to begin is taken back, so that it
# runs once at most. Answers the way (null: nothing runs), the process, and why the ways before it did not do.
function Start-Apart([string]$Folder, [string]$Line, [string]$Directory, [string]$Way) {
    $ways = @(@('process', 'scheduled-task') | Where-Object { $Way -eq 'auto' -or -not $Way -or $_ -eq $Way })
    if ($ways.Count -eq 0) { Stop-With 'COMMAND_FAILED' "unknown way to start a job '$Way': auto, process or scheduled-task" }
    $until = [datetime]::UtcNow.AddSeconds($sign)
    $whys = @()
    foreach ($each in $ways) {
        $since = [datetime]::UtcNow.AddSeconds(-1)
        $number = [guid]::NewGuid().ToString('N').Substring(0, 12)
        $task = "OutSystems failover $(Split-Path -Leaf $Folder) $number"
        $run = Join-Path $Folder ('run-{0}.cmd' -f $number)
        $text = '@echo off', "mkdir `"%~dp0claim-$number`" 2>NUL || exit /b 9", "cd /d `"$Directory`"", 'mkdir "%~dp0begun" 2>NUL',
        "$Line >`"%~dp0output.txt`" 2>&1 <NUL", 'echo %ERRORLEVEL% >"%~dp0exit.part"', 'move /y "%~dp0exit.part" "%~dp0exit.txt" >NUL'
        Set-Content -LiteralPath $run -Value $text -Encoding Oem
        if ($each -eq 'process') { $started = Start-ByProcess $run $Directory } else { $started = Start-ByTask $run $Directory $task }
        $why = $started.Why
        if (-not $why) {
            # what is left of the time is shared by the ways; a process that was ended need not be waited for
            $last = $until
            if ($each -ne $ways[-1]) { $last = [datetime]::UtcNow.AddSeconds($sign / 2) }
            $ended = 0
            while (-not (Test-Path -LiteralPath (Join-Path $Folder 'begun')) -and [datetime]::UtcNow -lt $last -and $ended -lt 10) {
                Start-Sleep -Milliseconds 200
                if ($started.Id -gt 0 -and $null -eq (Get-Process -Id $started.Id -ErrorAction SilentlyContinue)) { $ended++ }
            }
            $why = 'it was started, and gave no sign of life'
            if ($ended -gt 0) { $why = "process $($started.Id) was started and ended at once, before its first line was run" }
        }
        $begun = (Test-Path -LiteralPath (Join-Path $Folder 'begun')) -or -not (Revoke-Start $Folder $number)
        $id = $started.Id
        if ($begun -and $id -eq 0) { $id = [math]::Max(0, (Find-StartProcess @($number))) }
        if ($each -eq 'scheduled-task') { Remove-Task $task }
        if ($begun) { return @{ Way = $each; ProcessId = $id; Whys = $whys } }
        $whys += "by ${each}: $why; $(Get-GuardWords $since)"
    }
    return @{ Way = $null; ProcessId = 0; Whys = $whys }
}

# Starts the line as a job, or finds the one of the same id: of two sessions that start it at a time one does. Answers whether it was started.
function Open-Job([string]$JobId, [string]$Line, [string]$Directory, [string]$Way = 'auto') {
    $root = Get-JobRoot
    $folder = Join-Path $root $JobId
    if (-not (Test-Path -LiteralPath $root)) {
        $null = New-Item -ItemType Directory -Path $root -Force
        # for administrators and the system alone
        if ($null -ne (Get-Command -Name icacls.exe -ErrorAction SilentlyContinue)) { $null = & icacls.exe $root /inheritance:r /grant:r '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F' /q }
    }
    # those that are over and that nobody took over, after a week; never a running one
    foreach ($old in @(Get-ChildItem -LiteralPath $root | Where-Object { $_.PSIsContainer -and $_.Name -ne $JobId -and $_.LastWriteTimeUtc -lt [datetime]::UtcNow.AddDays(-7) })) {
        if (@('ENDED', 'LOST') -contains (Read-Job $old.FullName).State) { Remove-Item -LiteralPath $old.FullName -Recurse -Force -ErrorAction SilentlyContinue }
    }
    try { $null = New-Item -ItemType Directory -Path $folder } catch {
        # another session was faster, or an earlier one
        if (Test-Path -LiteralPath $folder) { return $false }
        throw
    }
    $apart = Start-Apart $folder $Line $Directory $Way
    if ($null -eq $apart.Way) {
        Remove-Item -LiteralPath $folder -Recurse -Force
        Stop-With 'COMMAND_FAILED' "Windows runs no process apart from this session, and nothing was done ($($apart.Whys -join ' // ')). Allow it (the login must be an administrator, the service Winmgmt must run, antivirus and rules must let it be), or choose another way by the override dotnet.jobs"
    }
    if ($apart.ProcessId -gt 0) { Set-Content -LiteralPath (Join-Path $folder 'pid.txt') -Value ([string]$apart.ProcessId) -Encoding Ascii }
    # a short command has ended before anybody looks
    for ($n = 0; $n -lt 20 -and -not (Test-Path -LiteralPath (Join-Path $folder 'exit.txt')); $n++) { Start-Sleep -Milliseconds 100 }
    return $true
}
# </shared: start>

# Writes as much as a job may print at first, and takes it back. Answers why not; '' where it went well.
function Test-Write([string]$Folder) {
    $file = Join-Path $Folder "failover-check-$([guid]::NewGuid().ToString('N')).tmp"
    try {
        [IO.File]::WriteAllBytes($file, (New-Object byte[] 262144))
        return ''
    } catch {
        $e = $_.Exception.GetBaseException()
        return "$([string]$e.Message) (0x$('{0:X8}' -f $e.HResult))"
    } finally { Remove-Item -LiteralPath $file -Force -ErrorAction SilentlyContinue }
}

# Each script as it is sent, with a return before its first line: PowerShell and the antivirus read all of it, and nothing of it is run.
function Test-Script([string]$Text) {
    try {
        & ([ScriptBlock]::Create("return`n& {`n$Text`n}`n"))
        return ''
    } catch { return "$($_.FullyQualifiedErrorId): $([string]$_.Exception.Message)" }
}

try {
    $answer = [ordered]@{ way = $null; exitCode = $null; whys = @(); folder = $null; folderProblem = ''; platformProblem = ''; configurationProblem = ''; scripts = @(); left = @() }

    $directory = Find-InstallDir $InstallDir
    if ($null -ne $directory) {
        $answer.platformProblem = Test-Write $directory
        $file = Join-Path $directory 'server.hsconf'
        # opened for writing, and nothing is written
        if (Test-Path -LiteralPath $file) { try { [IO.File]::Open($file, 'Open', 'ReadWrite', 'ReadWrite').Dispose() } catch { $answer.configurationProblem = [string]$_.Exception.GetBaseException().Message } }
    }

    # beside the jobs, not among them: nobody may take it for one
    $base = Split-Path -Parent (Get-JobRoot)
    $check = Join-Path $base 'check'
    $folder = Join-Path $check ([guid]::NewGuid().ToString('N'))
    $answer.folder = $check
    $wasThere = Test-Path -LiteralPath $base
    try {
        $null = New-Item -ItemType Directory -Path $folder -Force
        $answer.folderProblem = Test-Write $folder
        if (-not $answer.folderProblem) {
            $apart = Start-Apart $folder 'echo alive' $env:SystemRoot $Way
            $answer.way = $apart.Way
            $answer.whys = @($apart.Whys)
            if ($null -ne $apart.Way) {
                $exit = Join-Path $folder 'exit.txt'
                for ($n = 0; $n -lt 100 -and -not (Test-Path -LiteralPath $exit); $n++) { Start-Sleep -Milliseconds 100 }
                if (Test-Path -LiteralPath $exit) { $answer.exitCode = [int]([string](Get-Content -LiteralPath $exit -TotalCount 1)).Trim() }
                else { $answer.whys += "by $($apart.Way): it began, and was ended before it could say anything; $(Get-GuardWords ([datetime]::UtcNow.AddMinutes(-1)))" }
            }
        }
    } catch {
        $answer.folderProblem = [string]$_.Exception.GetBaseException().Message
    } finally {
        foreach ($each in $folder, $check) {
            # a process that has just ended may hold its folder for a moment
            for ($n = 0; $n -lt 20 -and (Test-Path -LiteralPath $each) -and ($each -eq $folder -or @(Get-ChildItem -LiteralPath $each).Count -eq 0); $n++) {
                Remove-Item -LiteralPath $each -Recurse -Force -ErrorAction SilentlyContinue
                if (Test-Path -LiteralPath $each) { Start-Sleep -Milliseconds 200 }
            }
        }
        if (-not $wasThere -and (Test-Path -LiteralPath $base) -and @(Get-ChildItem -LiteralPath $base).Count -eq 0) { Remove-Item -LiteralPath $base -Force -ErrorAction SilentlyContinue }
        if (Test-Path -LiteralPath $folder) { $answer.left = @($folder) }
    }

    $answer.scripts = @(foreach ($pair in @($Scripts -split ',' | Where-Object { $_ })) {
            $name, $text = $pair -split ':', 2
            $problem = Test-Script ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($text)))
            [ordered]@{ name = $name; problem = $problem }
        })
    Send-Answer $answer
} catch { Stop-WithCause $_ }
