# Installs the program without a question, plays a working day with it as an account that is no
# administrator, sees that this account cannot write to the program's folder, and removes it.
#
#   try.ps1 -Setup ChartPost-VERSION-setup.exe
param([Parameter(Mandatory)] [System.IO.FileInfo] $Setup)
$ErrorActionPreference = "Stop"

$folder = Join-Path $env:ProgramFiles "ChartPost"
$done = Start-Process $Setup.FullName -ArgumentList "/VERYSILENT", "/SUPPRESSMSGBOXES", "/NORESTART" -Wait -PassThru
if ($done.ExitCode -ne 0) { throw "the installer ended with $($done.ExitCode)" }

# an ordinary account with letters beyond ASCII in its name, for this run only
$name = "Zo" + [char]0xEB
$word = -join ((1..24) | ForEach-Object { [char](Get-Random -InputObject (48..57 + 65..90 + 97..122)) }) + "!a1"
$secret = ConvertTo-SecureString $word -AsPlainText -Force
New-LocalUser -Name $name -Password $secret | Out-Null
Add-LocalGroupMember -SID S-1-5-32-545 -Member $name -ErrorAction SilentlyContinue
try {
    $who = New-Object System.Management.Automation.PSCredential($name, $secret)
    $out = Join-Path $env:PUBLIC "chartpost-try"
    New-Item -ItemType Directory -Force $out | Out-Null
    $rights = New-Object System.Security.AccessControl.FileSystemAccessRule($name, "FullControl", "ContainerInherit,ObjectInherit", "None", "Allow")
    $acl = Get-Acl $out; $acl.AddAccessRule($rights); Set-Acl $out $acl

    $cli = Join-Path $folder "chartpost-cli.exe"
    $done = Start-Process $cli -ArgumentList "tour", "`"$out\tour`"" -Credential $who -LoadUserProfile `
        -WorkingDirectory $out -Wait -PassThru -RedirectStandardOutput "$out\said.txt" -RedirectStandardError "$out\complained.txt"
    Get-Content "$out\said.txt" | Select-Object -Last 1
    if ($done.ExitCode -ne 0 -or (Get-Item "$out\complained.txt").Length -ne 0) {
        Get-Content "$out\complained.txt"
        throw "the tour ended with $($done.ExitCode)"
    }

    $try = Start-Process cmd.exe -ArgumentList "/c", "echo x > `"$folder\x.txt`"" -Credential $who `
        -WorkingDirectory $out -Wait -PassThru
    if ($try.ExitCode -eq 0 -or (Test-Path "$folder\x.txt")) { throw "an ordinary account can write to $folder" }
}
finally {
    Remove-LocalUser -Name $name
    $done = Start-Process (Join-Path $folder "unins000.exe") -ArgumentList "/VERYSILENT", "/SUPPRESSMSGBOXES", "/NORESTART" -Wait -PassThru
}
if (Test-Path (Join-Path $folder "ChartPost.exe")) { throw "removing left the program" }
