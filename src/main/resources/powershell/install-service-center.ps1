# install-service-center.ps1: installs Service Center by the platform's own installer; takes long
param([string]$Version = '', [string]$Arguments = '', [string]$InstallDir = '')

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

# <shared: tool>
# Runs a line by cmd.exe in a folder, waits for it, and answers its exit code and the end of what it printed.
function Invoke-Line([string]$Line, [string]$Directory) {
    if ($Directory) { Set-Location -LiteralPath $Directory }
    # the spaces make PowerShell put the whole line in quotes, which /s takes off again: cmd.exe gets it as it is
    $lines = @(& cmd.exe /d /s /c (' ' + $Line + ' '))
    $code = [int]$LASTEXITCODE
    $all = ($lines -join "`n").Trim()
    if ($all.Length -gt 4000) { $all = '...' + $all.Substring($all.Length - 4000) }
    return @{ ExitCode = $code; Output = $all }
}
# </shared: tool>

try {
    $directory = Find-InstallDir $InstallDir
    if ($null -eq $directory) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' 'the platform''s install directory was not found (registry HKLM\SOFTWARE\OutSystems\Installer\Server)' }
    if (-not (Test-Path -LiteralPath (Join-Path $directory 'SCInstaller.exe'))) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' "there is no SCInstaller.exe in $directory" }
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
    # inside a cmd.exe of its own: it gives no exit code otherwise
    $ran = Invoke-Line "SCInstaller.exe $Arguments 2>&1 <NUL && exit /b %ERRORLEVEL%" $directory
    $answer = [ordered]@{ exitCode = $ran.ExitCode; output = $ran.Output; command = "SCInstaller.exe $Arguments" }
    if ($ran.ExitCode -ne 0) {
        $answer.error = 'COMMAND_FAILED'
        $answer.message = "SCInstaller.exe ended with exit code $($ran.ExitCode)"
    }
    Send-Answer $answer
    if ($ran.ExitCode -ne 0) { exit 1 }
} catch { Stop-WithCause $_ }
