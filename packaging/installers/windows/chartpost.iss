; The Windows installer: for the whole computer, into Program Files, where standard users can read and
; start but not write. A newer one installs over an older one. Each person's data is in that person's
; own folder; neither installing nor removing touches it.
;
; Compiled by packaging/build.py with /DAppVersion, /DSource, /DOut and /DIcon. For signed releases
; give the compiler a sign tool named "release" and /DSigned, as README says.

#define AppName "ChartPost"

[Setup]
; never change this: it is how Windows knows that one version follows another
AppId={{7C0E5B7A-5C1B-4D0F-9C53-0B6D1E6F2A41}
AppName={#AppName}
AppVersion={#AppVersion}
AppVerName={#AppName} {#AppVersion}
AppPublisher=The ChartPost project
VersionInfoVersion={#AppVersion}
PrivilegesRequired=admin
DefaultDirName={autopf}\{#AppName}
DisableDirPage=yes
DisableProgramGroupPage=yes
UsePreviousAppDir=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
OutputDir={#Out}
OutputBaseFilename=ChartPost-{#AppVersion}-setup
SetupIconFile={#Icon}
UninstallDisplayIcon={app}\ChartPost.exe
UninstallDisplayName={#AppName}
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
CloseApplications=yes
RestartApplications=no
SetupLogging=yes
#ifdef Signed
SignTool=release
SignedUninstaller=yes
#endif

[Languages]
Name: "english"; MessagesFile: "compiler:Default.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"

[InstallDelete]
; what an older version had and this one has not must not be loaded by it
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Source}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{autoprograms}\{#AppName}"; Filename: "{app}\ChartPost.exe"
Name: "{autodesktop}\{#AppName}"; Filename: "{app}\ChartPost.exe"; Tasks: desktopicon

[Registry]
; so that "chartpost-cli" can be found by Task Scheduler and in a console
Root: HKLM; Subkey: "SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\chartpost-cli.exe"; ValueType: string; ValueData: "{app}\chartpost-cli.exe"; Flags: uninsdeletekey

[Run]
Filename: "{app}\ChartPost.exe"; Description: "{cm:LaunchProgram,{#AppName}}"; Flags: nowait postinstall skipifsilent runasoriginaluser

[UninstallDelete]
Type: filesandordirs; Name: "{app}\_internal"
Type: dirifempty; Name: "{app}"
