# apply-configuration.ps1: runs the Configuration Tool over the written configuration as a job; then (restart-services) restarts every enabled OutSystems service that it did not restart
param([string]$Method, [string]$JobId = 'apply-configuration', [int]$TimeoutSeconds = 180, [string]$Arguments = '', [string]$InstallDir = '', [string]$ServiceNames = '')

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
        if ($e -is [UnauthorizedAccessException] -or $e -is [Security.SecurityException]) { $code = 'PRIVILEGE_MISSING' }
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

# <shared: services>
# By service name, then by display name; the vendor spells one of them with and without "Service".
# Null: there is none. A service that is there but hidden from this login is an error, never "absent".
function Find-PlatformService([string]$Name) {
    $names = @(@($Name, ($Name -replace ' Service$', '')) | Select-Object -Unique)
    foreach ($n in $names) {
        $found = @(Get-Service -Name $n -ErrorAction SilentlyContinue)
        if ($found.Count -eq 0) { $found = @(Get-Service -DisplayName $n -ErrorAction SilentlyContinue) }
        if ($found.Count -gt 0) { return $found[0] }
    }
    foreach ($n in $names) {
        $key = Get-ItemProperty -LiteralPath "HKLM:\SYSTEM\CurrentControlSet\Services\$n" -ErrorAction SilentlyContinue
        if ($null -ne $key -and $key.ImagePath) {
            throw (New-Object UnauthorizedAccessException "the service '$n' is installed, but this login may not see it: it needs an administrator's rights")
        }
    }
    return $null
}

function Get-ServiceRow($Service) {
    $filter = "Name = '" + ($Service.ServiceName -replace "'", "\'") + "'"
    return Get-CimInstance -ClassName Win32_Service -Filter $filter -ErrorAction SilentlyContinue | Select-Object -First 1
}

# Automatic (delayed or not), Manual or Disabled; '' where it can't be read.
function Get-StartType($Service) {
    $type = [string]$Service.StartType
    if (-not $type) { $type = [string](Get-ServiceRow $Service).StartMode }
    if (-not $type) {
        $key = Get-ItemProperty -LiteralPath "HKLM:\SYSTEM\CurrentControlSet\Services\$($Service.ServiceName)" -ErrorAction SilentlyContinue
        if ($null -ne $key) { $type = @('Boot', 'System', 'Automatic', 'Manual', 'Disabled')[[int]$key.Start] }
    }
    if ($type -match '^(Auto|Boot|System)') { return 'Automatic' }
    return $type
}

function Wait-Status($Service, [string[]]$Wanted, [datetime]$Until) {
    while ($true) {
        $Service.Refresh()
        if ($Wanted -contains [string]$Service.Status) { return $true }
        if ([datetime]::UtcNow -ge $Until) { return $false }
        Start-Sleep -Milliseconds 200
    }
}

# Stops the service and first what depends on it. Answers the names of the dependents that were stopped.
# A service that is starting doesn't take the command yet, and one may ignore it: asked again every 5 seconds.
function Stop-PlatformService($Service, [datetime]$Until) {
    foreach ($dependent in @($Service.DependentServices)) {
        if ([string]$dependent.Status -ne 'Stopped') {
            Stop-PlatformService $dependent $Until
            $dependent.ServiceName
        }
    }
    $refusals = 0
    while ($true) {
        $Service.Refresh()
        $status = [string]$Service.Status
        if ($status -eq 'Stopped') { return }
        if ([datetime]::UtcNow -ge $Until) {
            $row = Get-ServiceRow $Service
            Stop-With 'NOT_IN_WANTED_STATE' "$($Service.ServiceName) is still $status (process $($row.ProcessId)): the time to stop has passed"
        }
        if ($status -notmatch 'Pending$') {
            try { $Service.Stop() } catch {
                # 1062: it isn't running (any more); 1061: it doesn't take commands at this moment
                $number = Get-WindowsError $_.Exception
                if ($number -ne 1062 -and $number -ne 1061) {
                    $refusals++
                    if ($refusals -ge 2 -or $number -eq 5) { throw }
                }
            }
            $again = [datetime]::UtcNow.AddSeconds(5)
            if ($again -gt $Until) { $again = $Until }
            $null = Wait-Status $Service @('Stopped', 'StopPending') $again
        }
        $null = Wait-Status $Service @('Stopped') ([datetime]::UtcNow.AddSeconds(1))
    }
}

# Starts the service and sees that it still runs a second later.
function Start-PlatformService($Service, [datetime]$Until) {
    if ([string]$Service.Status -eq 'StopPending') { $null = Wait-Status $Service @('Stopped') $Until }
    $Service.Refresh()
    if (@('Running', 'StartPending') -notcontains [string]$Service.Status) {
        try { $Service.Start() } catch { if ((Get-WindowsError $_.Exception) -ne 1056) { throw } }
    }
    $null = Wait-Status $Service @('Running', 'Stopped') $Until
    if ([string]$Service.Status -eq 'Running') {
        Start-Sleep -Seconds 1
        $Service.Refresh()
        if ([string]$Service.Status -eq 'Running') { return }
    }
    if ([string]$Service.Status -eq 'Stopped') {
        Stop-With 'COMMAND_FAILED' "$($Service.ServiceName) started and ended again (exit code $((Get-ServiceRow $Service).ExitCode)): see the server's Application event log"
    }
    Stop-With 'NOT_IN_WANTED_STATE' "$($Service.ServiceName) is still $($Service.Status): the time to start has passed"
}
# </shared: services>

# <shared: process>
function Format-Time($Time) {
    if ($null -eq $Time) { return $null }
    return ([datetime]$Time).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ss.fffZ', [Globalization.CultureInfo]::InvariantCulture)
}

# The start of a process, UTC; null where it can't be read. Read twice: one that moves is none.
function Get-ProcessStart([int]$Id) {
    if ($Id -le 0) { return $null }
    $seen = @()
    foreach ($i in 1, 2) {
        $start = $null
        try { $start = (Get-Process -Id $Id -ErrorAction Stop).StartTime } catch { $start = $null }
        if ($null -eq $start) {
            try { $start = (Get-CimInstance -ClassName Win32_Process -Filter "ProcessId = $Id" -ErrorAction Stop).CreationDate } catch { $start = $null }
        }
        if ($null -eq $start) { return $null }
        $seen += ([datetime]$start).ToUniversalTime()
        Start-Sleep -Milliseconds 20
    }
    if ([math]::Abs(($seen[1] - $seen[0]).TotalMilliseconds) -gt 5) { return $null }
    return $seen[0]
}

# The newest events of a source in the Application log, newest first: @{ Time (UTC); Text }.
function Get-SourceEvents([string]$Source) {
    $events = @()
    try { $events = @(Get-WinEvent -FilterHashtable @{ LogName = 'Application'; ProviderName = $Source } -MaxEvents 60 -ErrorAction Stop) } catch { $events = @() }
    foreach ($e in $events) {
        $text = [string]$e.Message
        # a source without its message file: Windows shows no text, the inserted strings are the text
        foreach ($p in @($e.Properties)) { if ($null -ne $p -and -not $text.Contains([string]$p.Value)) { $text = ($text + ' ' + [string]$p.Value).Trim() } }
        @{ Time = ([datetime]$e.TimeCreated).ToUniversalTime(); Text = $text }
    }
}

# When the service started: the later of its process's start and of the event that says so; null where neither tells.
function Get-ServiceStart([int]$ProcessId, $Events) {
    $start = Get-ProcessStart $ProcessId
    foreach ($e in $Events) {
        if ($e.Text -match 'Service started successfully') {
            if ($null -eq $start -or $e.Time -gt $start) { $start = $e.Time }
            break
        }
    }
    return $start
}
# </shared: process>

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

function Read-Job([string]$Folder, [int]$Kept = 4000) {
    $job = @{ State = 'LOST'; ExitCode = $null; Output = ''; Why = 'the command is gone and left no exit code'; Elapsed = 0; Bytes = 0; ProcessId = 0 }
    if (-not (Test-Path -LiteralPath $Folder)) { $job.State = 'ABSENT'; $job.Why = ''; return $job }
    $begun = (Get-Item -LiteralPath $Folder).CreationTimeUtc
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
        }
    } elseif ($begun -gt [datetime]::UtcNow.AddMinutes(-1)) { $job.State = 'RUNNING' }
    else { $job.Why = 'it was about to be started, and never began' }
    if ($job.State -eq 'RUNNING' -or $job.State -eq 'ENDED') { $job.Why = '' }
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

# <shared: start>
# Starts the line as a job, or finds the one of the same id: of two sessions that start it at a time one does. Answers whether it was started.
function Open-Job([string]$JobId, [string]$Line, [string]$Directory) {
    $root = Get-JobRoot
    $folder = Join-Path $root $JobId
    if (-not (Test-Path -LiteralPath $root)) {
        $null = New-Item -ItemType Directory -Path $root -Force
        # for administrators and the system alone
        if ($null -ne (Get-Command -Name icacls.exe -ErrorAction SilentlyContinue)) { $null = & icacls.exe $root /inheritance:r /grant:r '*S-1-5-32-544:(OI)(CI)F' '*S-1-5-18:(OI)(CI)F' /q }
    }
    # those that are over and that nobody took over, after a week; never a running one
    foreach ($old in @(Get-ChildItem -LiteralPath $root | Where-Object { $_.PSIsContainer -and $_.Name -ne $JobId -and $_.LastWriteTimeUtc -lt [datetime]::UtcNow.AddDays(-7) })) {
        if ((Read-Job $old.FullName).State -ne 'RUNNING') { Remove-Item -LiteralPath $old.FullName -Recurse -Force -ErrorAction SilentlyContinue }
    }
    try { $null = New-Item -ItemType Directory -Path $folder } catch {
        # another session was faster, or an earlier one
        if (Test-Path -LiteralPath $folder) { return $false }
        throw
    }
    $run = Join-Path $folder 'run.cmd'
    $text = '@echo off', "$Line >`"%~dp0output.txt`" 2>&1 <NUL", 'echo %ERRORLEVEL% >"%~dp0exit.part"', 'move /y "%~dp0exit.part" "%~dp0exit.txt" >NUL'
    Set-Content -LiteralPath $run -Value $text -Encoding Ascii
    $id = 0
    $why = ''
    try {
        $started = Invoke-CimMethod -ClassName Win32_Process -MethodName Create -Arguments @{ CommandLine = "cmd.exe /d /c `"$run`""; CurrentDirectory = $Directory }
        if ($started.ReturnValue -eq 0) { $id = [int]$started.ProcessId } else { $why = "Win32_Process.Create answered $($started.ReturnValue)" }
    } catch { $why = [string]$_.Exception.Message }
    if ($id -eq 0) {
        Remove-Item -LiteralPath $folder -Recurse -Force
        Stop-With 'PRIVILEGE_MISSING' "Windows starts no process apart from this session ($why); nothing was started. The login must be an administrator, and the service Winmgmt must run"
    }
    Set-Content -LiteralPath (Join-Path $folder 'pid.txt') -Value ([string]$id) -Encoding Ascii
    # a short command has ended before anybody looks
    for ($n = 0; $n -lt 20 -and -not (Test-Path -LiteralPath (Join-Path $folder 'exit.txt')); $n++) { Start-Sleep -Milliseconds 100 }
    return $true
}
# </shared: start>

# Those that are to run: automatic ones, and manual ones that run (or ran before the tool). A manual service that was
# stopped stays so: on a passive server, starting it would make the server an active one.
function Read-Enabled([string[]]$Names, $RanBefore) {
    foreach ($name in $Names) {
        $service = Find-PlatformService $name
        if ($null -eq $service) { continue }
        $startType = Get-StartType $service
        if ($startType -eq 'Disabled') { continue }
        if ($startType -eq 'Manual' -and [string]$service.Status -eq 'Stopped' -and -not $RanBefore.ContainsKey($service.ServiceName)) { continue }
        $id = [int](Get-ServiceRow $service).ProcessId
        @{ Name = $service.ServiceName; Service = $service; Running = ([string]$service.Status -eq 'Running'); ProcessId = $id
            Start = (Get-ServiceStart $id @(Get-SourceEvents $service.ServiceName)) }
    }
}

try {
    $order = 'OutSystems Log Service', 'OutSystems Deployment Controller Service', 'OutSystems Deployment Service', 'OutSystems Scheduler Service', 'OutSystems SMS Connector Service'
    if ($ServiceNames) { $order = $ServiceNames.Split(';') }
    $directory = Find-InstallDir $InstallDir
    if ($null -eq $directory) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' 'the platform''s install directory was not found (registry HKLM\SOFTWARE\OutSystems\Installer\Server)' }
    $file = Join-Path $directory 'server.hsconf'
    if (-not (Test-Path -LiteralPath $file)) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' "there is no $file" }
    $before = @{}
    foreach ($s in @(Read-Enabled $order @{})) { if ($s.Running) { $before[$s.Name] = $s.ProcessId } }

    # what ran before the tool: kept beside its job, for the restart that comes after it
    $ranBefore = Join-Path (Get-JobRoot) "$JobId.before.txt"
    if ($Method -ne 'restart-services') {
        if (-not $Arguments) {
            switch ($Method) {
                'upgrade-install' { $Arguments = '/UpgradeInstall' }
                'apply-settings-factory' { $Arguments = '/ApplySettingsFactory' }
                default { Stop-With 'COMMAND_FAILED' "unknown method '$Method'" }
            }
        }
        if ($Arguments -match 'RegenerateSettingsKey|RebuildSession|InstallServiceCenter|SCInstall') { Stop-With 'COMMAND_FAILED' "'$Arguments' is never run here" }
        if (-not (Test-Path -LiteralPath (Join-Path $directory 'ConfigurationTool.com'))) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' "there is no ConfigurationTool.com in $directory" }
        $started = Open-Job $JobId "ConfigurationTool.com $Arguments" $directory
        if ($started) { Set-Content -LiteralPath $ranBefore -Value @($before.Keys | ForEach-Object { "$($before[$_])=$_" }) -Encoding Ascii }
        Send-Job $JobId (Read-Job (Join-Path (Get-JobRoot) $JobId)) $started
        exit 0
    }
    if (Test-Path -LiteralPath $ranBefore) {
        $before = @{}
        foreach ($line in @(Get-Content -LiteralPath $ranBefore)) {
            $part = $line.Split('=', 2)
            if ($part.Count -eq 2) { $before[$part[1]] = [int]$part[0] }
        }
    }

    # one that runs, and was started since the configuration was last written (the tool writes it, too), has read it
    $written = [IO.File]::GetLastWriteTimeUtc($file)
    $due = @()
    $byTool = @()
    foreach ($s in @(Read-Enabled $order $before)) {
        $fresh = $s.Running -and $null -ne $s.Start -and $s.Start -gt $written
        $another = $s.Running -and $before[$s.Name] -ne $s.ProcessId
        if (-not $fresh -and -not ($another -and $null -eq $s.Start)) { $due += $s }
        elseif ($another) { $byTool += $s.Name }
    }
    $until = { [datetime]::UtcNow.AddSeconds($TimeoutSeconds) }
    $dependents = @()
    foreach ($s in $due) { $dependents += @(Stop-PlatformService $s.Service (& $until)) }
    $restarted = @()
    foreach ($s in $due) {
        Start-PlatformService (Get-Service -Name $s.Name) (& $until)
        $restarted += $s.Name
    }
    foreach ($name in @($dependents | Where-Object { $restarted -notcontains $_ } | Select-Object -Unique)) {
        $other = Get-Service -Name $name
        if ((Get-StartType $other) -ne 'Disabled') { Start-PlatformService $other (& $until) }
    }
    Remove-Item -LiteralPath $ranBefore -ErrorAction SilentlyContinue
    Send-Answer ([ordered]@{ restarted = @($restarted); restartedByTool = @($byTool) })
} catch { Stop-WithCause $_ }
