# write-controller-address.ps1: writes the Controller's address (and the cache service's host) into server.hsconf, after a backup; nothing else in it changes
param([string]$ControllerAddress, [string]$CacheServiceHost = '', [string]$BackupSuffix, [string]$InstallDir = '')

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

# <shared: configuration>
# server.hsconf as text in which every byte is kept: UTF-16 is decoded; every other encoding (UTF-8, ANSI) is taken byte
# for byte, since the markup and the two addresses are ASCII in all of them. Its marks of byte order stay in the text.
function ConvertFrom-ConfigurationBytes([byte[]]$Bytes) {
    $encoding = [Text.Encoding]::GetEncoding(28591)
    if ($Bytes.Length -ge 2) {
        $little = ($Bytes[0] -eq 0xFF -and $Bytes[1] -eq 0xFE) -or ($Bytes[0] -eq 0x3C -and $Bytes[1] -eq 0)
        $big = ($Bytes[0] -eq 0xFE -and $Bytes[1] -eq 0xFF) -or ($Bytes[0] -eq 0 -and $Bytes[1] -eq 0x3C)
        if ($little -or $big) { $encoding = New-Object Text.UnicodeEncoding $big, $false }
    }
    return @{ Text = $encoding.GetString($Bytes); Encoding = $encoding }
}

function ConvertTo-ConfigurationXml([string]$Text) {
    $xml = New-Object Xml.XmlDocument
    $xml.XmlResolver = $null
    $xml.LoadXml($Text.TrimStart([char]0xFEFF, [char]0xEF, [char]0xBB, [char]0xBF))
    return $xml
}
# </shared: configuration>

function ConvertTo-XmlText([string]$Value) {
    $escaped = $Value.Replace('&', '&amp;').Replace('<', '&lt;').Replace('>', '&gt;')
    # a character reference reads the same in every encoding
    return [regex]::Replace($escaped, '[^\x20-\x7e]', { param($m) '&#x{0:x};' -f [int][char]$m.Value })
}

# Where the one element Section/Name is: its tags and what is between them. Comments, CDATA and declarations are stepped over.
function Find-Element([string]$Text, [string]$Section, [string]$Name) {
    $token = New-Object Text.RegularExpressions.Regex '<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!(?:[^<>"'']|"[^"]*"|''[^'']*'')*>|<(?<end>/?)(?<name>[^\s/<>]+)(?<attributes>(?:[^<>"'']|"[^"]*"|''[^'']*'')*?)(?<empty>/?)>', 'Singleline'
    $open = New-Object Collections.Generic.List[string]
    $found = @()
    $at = $null
    foreach ($m in $token.Matches($Text)) {
        if (-not $m.Groups['name'].Success) { continue }
        $local = $m.Groups['name'].Value -replace '^.*:', ''
        $wanted = $open.Count -gt 0 -and $open[$open.Count - 1] -ceq $Section -and $local -ceq $Name
        if ($m.Groups['end'].Value) {
            if ($open.Count -gt 0) { $open.RemoveAt($open.Count - 1) }
            if ($null -ne $at -and $open.Count -eq $at.Depth) {
                $at.Length = $m.Index - $at.Start
                $found += $at
                $at = $null
            }
        } elseif ($m.Groups['empty'].Value) {
            if ($wanted) { $found += @{ Start = $m.Index; Length = $m.Length; Empty = $m.Value; Qualified = $m.Groups['name'].Value; Attributes = $m.Groups['attributes'].Value; Depth = $open.Count } }
        } else {
            if ($wanted) { $at = @{ Start = $m.Index + $m.Length; Length = 0; Empty = ''; Qualified = ''; Attributes = $m.Groups['attributes'].Value; Depth = $open.Count } }
            $open.Add($local)
        }
    }
    if ($found.Count -eq 0) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' "server.hsconf has no element $Section/$Name; nothing was written" }
    if ($found.Count -gt 1) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' "server.hsconf has $($found.Count) elements $Section/$Name, one is expected; nothing was written" }
    if ($found[0].Attributes -match 'encrypted\s*=\s*["'']\s*true') { Stop-With 'PLATFORM_NOT_AS_EXPECTED' "$Section/$Name in server.hsconf is encrypted; set it once with the Configuration Tool; nothing was written" }
    return $found[0]
}

function Set-Element([string]$Text, [string]$Section, [string]$Name, [string]$Value) {
    $e = Find-Element $Text $Section $Name
    $new = ConvertTo-XmlText $Value
    if ($e.Empty) {
        $new = ($e.Empty -replace '\s*/>$', '>') + $new + '</' + $e.Qualified + '>'
    } else {
        $inner = $Text.Substring($e.Start, $e.Length)
        $comments = ''
        foreach ($m in [regex]::Matches($inner, '(?s)<!--.*?-->')) { $comments += $m.Value }
        $rest = [regex]::Replace($inner, '(?s)<!--.*?-->|<!\[CDATA\[.*?\]\]>', '')
        if ($rest.Contains('<')) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' "$Section/$Name in server.hsconf holds other elements; nothing was written" }
        $new = $new + $comments
    }
    return $Text.Substring(0, $e.Start) + $new + $Text.Substring($e.Start + $e.Length)
}

function Get-Setting($Xml, [string]$Section, [string]$Name) {
    $node = $Xml.SelectSingleNode("//*[local-name()='$Section']/*[local-name()='$Name']")
    if ($null -eq $node) { return '' }
    return ([string]$node.InnerText).Trim()
}

# The backup holds what the original holds: nobody may read it who may not read the original.
function Copy-Access([string]$From, [string]$To) {
    try { [IO.File]::SetAccessControl($To, [IO.File]::GetAccessControl($From, 'Access')) } catch { return 'the backup has the access rights of its folder' }
    return $null
}

# Whether another try may do: another program (a virus scanner, the Configuration Tool) had the file open. Not where the disk is full.
function Test-InUse($Exception) {
    $e = $Exception
    while ($null -ne $e.InnerException) { $e = $e.InnerException }
    return $e.GetType() -eq [IO.IOException] -and @(39, 112) -notcontains ($e.HResult -band 0xFFFF)
}

function Read-File([string]$Path) {
    for ($try = 1; $true; $try++) {
        try { return , [IO.File]::ReadAllBytes($Path) } catch {
            if (-not (Test-InUse $_.Exception)) { throw }
            if ($try -ge $tries) { Stop-With 'COMMAND_FAILED' "$Path is in use by another program; close it and try again; nothing was written: $($_.Exception.GetBaseException().Message)" }
            Start-Sleep -Milliseconds 500
        }
    }
}

# A new file, whole or not at all.
function Write-File([string]$Path, [byte[]]$Bytes) {
    try { [IO.File]::WriteAllBytes($Path, $Bytes) } catch {
        $why = $_
        try { [IO.File]::Delete($Path) } catch { $null = $_ }
        if ($why.Exception.GetBaseException() -is [UnauthorizedAccessException]) { throw $why }
        Stop-With 'COMMAND_FAILED' "$Path can't be written (is the disk full?); server.hsconf is as it was: $($why.Exception.GetBaseException().Message)"
    }
}

$tries = 10

try {
    if (-not $ControllerAddress) { Stop-With 'COMMAND_FAILED' 'no address was given' }
    $directory = Find-InstallDir $InstallDir
    if ($null -eq $directory) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' 'the platform''s install directory was not found (registry HKLM\SOFTWARE\OutSystems\Installer\Server)' }
    $file = Join-Path $directory 'server.hsconf'
    if (-not (Test-Path -LiteralPath $file -PathType Leaf)) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' "there is no $file" }
    $bytes = Read-File $file
    $read = ConvertFrom-ConfigurationBytes $bytes
    if ([Convert]::ToBase64String($read.Encoding.GetBytes($read.Text)) -cne [Convert]::ToBase64String($bytes)) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' "$file is in an encoding that can't be written back byte for byte; nothing was written" }
    try { $xml = ConvertTo-ConfigurationXml $read.Text } catch { Stop-With 'PLATFORM_NOT_AS_EXPECTED' "$file is not well-formed XML: $($_.Exception.Message); nothing was written" }

    $text = $read.Text
    if ((Get-Setting $xml 'ServiceConfiguration' 'CompilerServerHostname') -cne $ControllerAddress) { $text = Set-Element $text 'ServiceConfiguration' 'CompilerServerHostname' $ControllerAddress }
    else { $null = Find-Element $text 'ServiceConfiguration' 'CompilerServerHostname' }
    if ($CacheServiceHost) {
        if ((Get-Setting $xml 'CacheInvalidationConfiguration' 'ServiceHost') -cne $CacheServiceHost) { $text = Set-Element $text 'CacheInvalidationConfiguration' 'ServiceHost' $CacheServiceHost }
        else { $null = Find-Element $text 'CacheInvalidationConfiguration' 'ServiceHost' }
    }
    $backup = $null
    $note = $null
    if ($text -cne $read.Text) {
        if ([IO.File]::GetAttributes($file) -band [IO.FileAttributes]::ReadOnly) { Stop-With 'PLATFORM_NOT_AS_EXPECTED' "$file is read-only; clear that attribute; nothing was written" }
        # whole or not at all: both files are written beside their place and then moved there
        $backup = "$file.$BackupSuffix.bak"
        $part = "$backup.part"
        if (-not (Test-Path -LiteralPath $backup)) {
            Write-File $part (New-Object byte[] 0)
            $note = Copy-Access $file $part
            Write-File $part $bytes
            [IO.File]::Move($part, $backup)
            if ([Convert]::ToBase64String([IO.File]::ReadAllBytes($backup)) -cne [Convert]::ToBase64String($bytes)) { Stop-With 'COMMAND_FAILED' "the backup $backup is not what was to be backed up; nothing was written" }
        } elseif ((New-Object IO.FileInfo $backup).Length -eq 0) { Stop-With 'COMMAND_FAILED' "the backup $backup of this run is empty; nothing was written" }
        $wanted = $read.Encoding.GetBytes($text)
        $new = "$file.$BackupSuffix.new"
        Write-File $new $wanted
        for ($try = 1; $true; $try++) {
            try {
                [IO.File]::Replace($new, $file, [Management.Automation.Language.NullString]::Value)
                break
            } catch {
                if ($try -lt $tries -and (Test-InUse $_.Exception)) {
                    Start-Sleep -Milliseconds 500
                    continue
                }
                $why = $_
                try { [IO.File]::Delete($new) } catch { $null = $_ }
                throw $why
            }
        }
        if ([Convert]::ToBase64String([IO.File]::ReadAllBytes($file)) -cne [Convert]::ToBase64String($wanted)) { Stop-With 'NOT_IN_WANTED_STATE' "$file is not what was written; the backup is $backup" }
    }
    $after = ConvertTo-ConfigurationXml (ConvertFrom-ConfigurationBytes ([IO.File]::ReadAllBytes($file))).Text
    Send-Answer ([ordered]@{ changed = ($text -cne $read.Text); controllerAddress = (Get-Setting $after 'ServiceConfiguration' 'CompilerServerHostname')
            cacheServiceHost = (Get-Setting $after 'CacheInvalidationConfiguration' 'ServiceHost'); backup = $backup; note = $note })
} catch { Stop-WithCause $_ }
