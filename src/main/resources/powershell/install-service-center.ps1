# install-service-center.ps1: installs Service Center by the platform's own installer; takes long
param([string]$JobId = 'install-service-center', [int]$TimeoutSeconds = 3600, [string]$Version = '', [string]$Arguments = '', [string]$InstallDir = '')

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

function Read-Job([string]$Folder) {
    $job = @{ State = 'LOST'; ExitCode = $null; Output = ''; EndedAt = $null }
    $out = Join-Path $Folder 'output.txt'
    $exit = Join-Path $Folder 'exit.txt'
    $pidFile = Join-Path $Folder 'pid.txt'
    if (Test-Path -LiteralPath $exit) {
        $job.ExitCode = [int]([string](Get-Content -LiteralPath $exit -TotalCount 1)).Trim()
        $job.EndedAt = [IO.File]::GetLastWriteTimeUtc($exit)
        $job.State = 'ENDED'
    } elseif (Test-Path -LiteralPath $pidFile) {
        $process = Get-Process -Id ([int]([string](Get-Content -LiteralPath $pidFile -TotalCount 1)).Trim()) -ErrorAction SilentlyContinue
        # another process may have got the number since
        if ($null -ne $process -and ($null -eq $process.StartTime -or $process.StartTime.ToUniversalTime() -lt [IO.File]::GetLastWriteTimeUtc($pidFile).AddSeconds(10))) { $job.State = 'RUNNING' }
        elseif (Test-Path -LiteralPath $exit) { return Read-Job $Folder }
    } elseif ([IO.Directory]::GetCreationTimeUtc($Folder) -gt [datetime]::UtcNow.AddMinutes(-1)) { $job.State = 'RUNNING' }
    if (Test-Path -LiteralPath $out) {
        $text = (@(Get-Content -LiteralPath $out -Tail 40 -Encoding Oem -ErrorAction SilentlyContinue) -join "`n").Trim()
        if ($text.Length -gt 4000) { $text = '...' + $text.Substring($text.Length - 4000) }
        $job.Output = $text
    }
    return $job
}
# </shared: job>

# <shared: start>
# Starts the line as a job, or finds the one of the same id (it is never started twice), and waits for its end.
# Since: an ended job counts only where it ended after this moment; a failed or lost one is put aside and started anew.
function Invoke-Job([string]$JobId, [string]$Line, [string]$Directory, [int]$TimeoutSeconds, $Since) {
    $root = Get-JobRoot
    $folder = Join-Path $root $JobId
    if (Test-Path -LiteralPath $folder) {
        $job = Read-Job $folder
        $counts = $job.State -eq 'RUNNING' -or ($job.State -eq 'ENDED' -and $job.ExitCode -eq 0 -and ($null -eq $Since -or $job.EndedAt -ge $Since))
        if (-not $counts) { [IO.Directory]::Move($folder, $folder + '.' + [datetime]::UtcNow.ToString('yyyyMMddHHmmssfff')) }
    }
    if (-not (Test-Path -LiteralPath $folder)) {
        $null = New-Item -ItemType Directory -Path $root -Force
        # fails where another session was faster
        $null = New-Item -ItemType Directory -Path $folder
        $run = Join-Path $folder 'run.cmd'
        $text = '@echo off', "$Line >`"%~dp0output.txt`" 2>&1 <NUL", 'echo %ERRORLEVEL% >"%~dp0exit.part"', 'move /y "%~dp0exit.part" "%~dp0exit.txt" >NUL'
        Set-Content -LiteralPath $run -Value $text -Encoding Ascii
        $id = 0
        try {
            $started = Invoke-CimMethod -ClassName Win32_Process -MethodName Create -Arguments @{ CommandLine = "cmd.exe /d /c `"$run`""; CurrentDirectory = $Directory }
            if ($started.ReturnValue -eq 0) { $id = [int]$started.ProcessId }
        } catch { $id = 0 }
        if ($id -gt 0) {
            Set-Content -LiteralPath (Join-Path $folder 'pid.txt') -Value ([string]$id) -Encoding Ascii
        } else {
            # Windows refuses to start it apart from us: then within this session
            Set-Content -LiteralPath (Join-Path $folder 'pid.txt') -Value ([string]$PID) -Encoding Ascii
            Set-Location -LiteralPath $Directory
            $null = & cmd.exe /d /c $run
        }
    }
    $until = [datetime]::UtcNow.AddSeconds($TimeoutSeconds)
    while ($true) {
        $job = Read-Job $folder
        if ($job.State -eq 'ENDED') { return $job }
        if ($job.State -eq 'LOST') { Stop-With 'OUTCOME_UNKNOWN' 'the command is gone and left no exit code: was it ended, or the server restarted?' }
        if ([datetime]::UtcNow -ge $until) { Stop-With 'OUTCOME_UNKNOWN' "the command still runs after $TimeoutSeconds s" }
        Start-Sleep -Milliseconds 500
    }
}
# </shared: start>

try {
    $directory = Find-InstallDir $InstallDir
    if ($null -eq $directory) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' 'the platform''s install directory was not found (registry HKLM\SOFTWARE\OutSystems\Installer\Server)' }
    if (-not $Arguments) {
        if (-not $Version) {
            $installer = Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\OutSystems\Installer\Server' -ErrorAction SilentlyContinue
            if ($null -ne $installer) { $Version = [string]$installer.Server }
        }
        $parsed = New-Object Version '0.0'
        if (-not ($Version -match '^\s*(\d+\.\d+(\.\d+)?(\.\d+)?)') -or -not [version]::TryParse($Matches[1], [ref]$parsed)) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' "the platform's version '$Version' can't be read, and what to install depends on it" }
        $Arguments = '-file ServiceCenter.oml -extension OMLProcessor.xif IntegrationStudio.xif'
        if ($parsed -ge [version]'11.0') { $Arguments += ' PlatformLogs.xif' }
        if ($parsed -ge [version]'11.18.1') { $Arguments += ' CentralizedPlatformLogs.xif' }
    }
    # inside a cmd.exe: it gives no exit code otherwise
    $ran = Invoke-Job $JobId "SCInstaller.exe $Arguments" $directory $TimeoutSeconds $null
    $answer = [ordered]@{ exitCode = $ran.ExitCode; output = $ran.Output; command = "SCInstaller.exe $Arguments" }
    if ($ran.ExitCode -ne 0) {
        $answer.error = 'COMMAND_FAILED'
        $answer.message = "SCInstaller.exe ended with exit code $($ran.ExitCode)"
        if (-not (Test-Path -LiteralPath (Join-Path $directory 'SCInstaller.exe'))) { $answer.message += "; there is no SCInstaller.exe in $directory" }
    }
    Send-Answer $answer
    if ($ran.ExitCode -ne 0) { exit 1 }
} catch { Stop-WithCause $_ }
