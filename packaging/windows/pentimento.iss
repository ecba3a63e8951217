; The installer for Windows, by Inno Setup 6: for one user, without administrator's rights unless asked for.
;
;     iscc /DVersion=0.1.0 /DProgram=C:\…\dist\pentimento packaging\windows\pentimento.iss
;
; With /DSigned and /Ssigntool="signtool.exe sign … $f" the set-up program and the uninstaller are signed.

#ifndef Version
  #error Version should be given, as in /DVersion=0.1.0
#endif
#ifndef Program
  #error Program should be given: the folder that the build has made
#endif

[Setup]
AppId={{6E5B7C0E-6C53-4F0B-9A52-4E0A5A0B7D11}
AppName=Pentimento
AppVersion={#Version}
AppPublisher=The Pentimento authors
DefaultDirName={autopf}\Pentimento
DefaultGroupName=Pentimento
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0
LicenseFile={#Program}\LICENSE.txt
UninstallDisplayIcon={app}\pentimento.exe
ChangesAssociations=yes
ChangesEnvironment=yes
CloseApplications=yes
Compression=lzma2
SolidCompression=yes
WizardStyle=modern
#ifdef Signed
SignTool=signtool
SignedUninstaller=yes
#endif

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[CustomMessages]
en.Project=Pentimento project
de.Project=Pentimento-Projekt
en.Recipe=Pentimento recipe
de.Recipe=Pentimento-Rezept
en.OnPath=Add the folder to your search path, for the command pentimento-cli
de.OnPath=Ordner in den Suchpfad aufnehmen, für den Befehl pentimento-cli
en.Left=Your settings, model packs, presets and projects have been kept. Settings and packs are in:
de.Left=Einstellungen, Modellpakete, Voreinstellungen und Projekte sind noch da. Einstellungen und Pakete liegen in:

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
; The search path of one user: who installs for everybody is often not the one who types.
Name: "path"; Description: "{cm:OnPath}"; Flags: unchecked; Check: not IsAdminInstallMode

[InstallDelete]
; The whole program is replaced: a library of an older version must not stay beside the newer ones.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "{#Program}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\Pentimento"; Filename: "{app}\pentimento.exe"
Name: "{autodesktop}\Pentimento"; Filename: "{app}\pentimento.exe"; Tasks: desktopicon

[Registry]
Root: HKA; Subkey: "Software\Classes\.pentimento"; ValueType: string; ValueData: "Pentimento.Project"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\Pentimento.Project"; ValueType: string; ValueData: "{cm:Project}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Pentimento.Project\DefaultIcon"; ValueType: string; ValueData: "{app}\pentimento.exe,0"
Root: HKA; Subkey: "Software\Classes\Pentimento.Project\shell\open\command"; ValueType: string; ValueData: """{app}\pentimento.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\.pentimento-recipe"; ValueType: string; ValueData: "Pentimento.Recipe"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\Pentimento.Recipe"; ValueType: string; ValueData: "{cm:Recipe}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Pentimento.Recipe\DefaultIcon"; ValueType: string; ValueData: "{app}\pentimento.exe,0"
Root: HKA; Subkey: "Software\Classes\Pentimento.Recipe\shell\open\command"; ValueType: string; ValueData: """{app}\pentimento.exe"" ""%1"""
; Pictures: offered under "Open with", never taken over.
Root: HKA; Subkey: "Software\Classes\Applications\pentimento.exe"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Applications\pentimento.exe\shell\open\command"; ValueType: string; ValueData: """{app}\pentimento.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\Applications\pentimento.exe\SupportedTypes"; ValueType: string; ValueName: ".jpg"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\pentimento.exe\SupportedTypes"; ValueType: string; ValueName: ".jpeg"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\pentimento.exe\SupportedTypes"; ValueType: string; ValueName: ".png"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\pentimento.exe\SupportedTypes"; ValueType: string; ValueName: ".jxl"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\pentimento.exe\SupportedTypes"; ValueType: string; ValueName: ".dng"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\pentimento.exe\SupportedTypes"; ValueType: string; ValueName: ".cr2"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\pentimento.exe\SupportedTypes"; ValueType: string; ValueName: ".cr3"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\pentimento.exe\SupportedTypes"; ValueType: string; ValueName: ".nef"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\pentimento.exe\SupportedTypes"; ValueType: string; ValueName: ".arw"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\pentimento.exe\SupportedTypes"; ValueType: string; ValueName: ".raf"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\pentimento.exe\SupportedTypes"; ValueType: string; ValueName: ".rw2"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\pentimento.exe\SupportedTypes"; ValueType: string; ValueName: ".orf"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\pentimento.exe\SupportedTypes"; ValueType: string; ValueName: ".pef"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\pentimento.exe\SupportedTypes"; ValueType: string; ValueName: ".tif"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\pentimento.exe\SupportedTypes"; ValueType: string; ValueName: ".tiff"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\pentimento.exe\SupportedTypes"; ValueType: string; ValueName: ".webp"; ValueData: ""

[Run]
Filename: "{app}\pentimento.exe"; Description: "{cm:LaunchProgram,Pentimento}"; Flags: nowait postinstall skipifsilent

[Code]
{ A search path without one of its folders. }
function Without(Path, Folder: String): String;
var
  Place: Integer;
begin
  Path := ';' + Path + ';';
  Place := Pos(';' + Lowercase(Folder) + ';', Lowercase(Path));
  if Place > 0 then
    Delete(Path, Place, Length(Folder) + 1);
  if Length(Path) > 1 then
    Result := Copy(Path, 2, Length(Path) - 2)
  else
    Result := '';
end;

procedure ChangePath(Wanted: Boolean);
var
  Before, After: String;
begin
  if IsAdminInstallMode then
    exit;
  if not RegQueryStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', Before) then
    Before := '';
  After := Without(Before, ExpandConstant('{app}'));
  if Wanted then
  begin
    if After <> '' then
      After := After + ';';
    After := After + ExpandConstant('{app}');
  end;
  if After <> Before then
    RegWriteExpandStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', After);
end;

procedure CurStepChanged(CurStep: TSetupStep);
begin
  if CurStep = ssPostInstall then
    ChangePath(WizardIsTaskSelected('path'));
end;

procedure CurUninstallStepChanged(CurUninstallStep: TUninstallStep);
begin
  if CurUninstallStep = usUninstall then
    ChangePath(False);
  if (CurUninstallStep = usPostUninstall) and not UninstallSilent then
    MsgBox(CustomMessage('Left') + #13#10 + ExpandConstant('{localappdata}\pentimento'), mbInformation, MB_OK);
end;
