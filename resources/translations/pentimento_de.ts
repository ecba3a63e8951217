<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
    <context>
        <name>AboutDialog</name>
        <message>
            <location filename="../../gui/dialogs/about.py" />
            <source>About Pentimento</source>
            <translation>Über Pentimento</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/about.py" />
            <source>What Pentimento is made of</source>
            <translation>Woraus Pentimento besteht</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/about.py" />
            <source>Licence</source>
            <translation>Lizenz</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/about.py" />
            <source>Version {version}, free software (MIT)</source>
            <translation>Version {version}, freie Software (MIT)</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/about.py" />
            <source>Repaints your photos in the style of any picture, on your own machine. A pentimento is the trace of an earlier painting that shows through a later one.</source>
            <translation>Malt Ihre Fotos im Stil eines beliebigen Bildes neu, auf Ihrem eigenen Rechner. Ein Pentimento ist die Spur eines früheren Bildes, die durch ein späteres hindurchscheint.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/about.py" />
            <source>Model packs</source>
            <translation>Modellpakete</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/about.py" />
            <source>Libraries</source>
            <translation>Bibliotheken</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/about.py" />
            <source>{description}

Licence: {licence}
Made by: {attribution}
From: {origin}</source>
            <translation>{description}

Lizenz: {licence}
Urheber: {attribution}
Herkunft: {origin}</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/about.py" />
            <source>{name} {version}
Licence: {licence}</source>
            <translation>{name} {version}
Lizenz: {licence}</translation>
        </message>
    </context>
    <context>
        <name>Actions</name>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;File</source>
            <translation>&amp;Datei</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Edit</source>
            <translation>&amp;Bearbeiten</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;View</source>
            <translation>&amp;Ansicht</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Picture</source>
            <translation>B&amp;ild</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Help</source>
            <translation>&amp;Hilfe</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;New</source>
            <translation>&amp;Neu</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Open photo…</source>
            <translation>Foto &amp;öffnen…</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Choose what to repaint</source>
            <translation>Das Foto wählen, das neu gemalt wird</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Open &amp;project…</source>
            <translation>&amp;Projekt öffnen…</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Save project</source>
            <translation>Projekt &amp;speichern</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Keep photo, styles and look</source>
            <translation>Foto, Stile und Malweise speichern</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Save project &amp;as…</source>
            <translation>Projekt speichern &amp;unter…</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Export picture…</source>
            <translation>Bild &amp;exportieren…</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Save the result at full size</source>
            <translation>Das Ergebnis in voller Größe speichern</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Batch…</source>
            <translation>Viele &amp;Fotos malen…</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Paint many photos with this look</source>
            <translation>Viele Fotos in dieser Art malen</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>New &amp;texture from styles…</source>
            <translation>Neue Te&amp;xtur aus Stilen…</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Paint without a photo</source>
            <translation>Ohne Foto malen</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Save re&amp;cipe…</source>
            <translation>&amp;Rezept speichern…</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Share this look and its styles</source>
            <translation>Diese Malweise mit ihren Stilen weitergeben</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>App&amp;ly recipe…</source>
            <translation>Rezept an&amp;wenden…</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Take over a look from a file</source>
            <translation>Eine Malweise aus einer Datei übernehmen</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Quit</source>
            <translation>&amp;Beenden</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Undo</source>
            <translation>&amp;Rückgängig</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Redo</source>
            <translation>&amp;Wiederherstellen</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Copy result</source>
            <translation>Ergebnis &amp;kopieren</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Copy the painted picture</source>
            <translation>Das gemalte Bild kopieren</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Paste as photo</source>
            <translation>Als &amp;Foto einfügen</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Paste as &amp;style</source>
            <translation>Als &amp;Stil einfügen</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Pre&amp;ferences…</source>
            <translation>&amp;Einstellungen…</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Result alone</source>
            <translation>Nur das &amp;Ergebnis</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Before and after</source>
            <translation>&amp;Vorher und nachher</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Side by side</source>
            <translation>&amp;Nebeneinander</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Next way of comparing</source>
            <translation>Nä&amp;chste Vergleichsansicht</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Previous way of comparing</source>
            <translation>V&amp;orige Vergleichsansicht</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Fit</source>
            <translation>E&amp;inpassen</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Actual pixels</source>
            <translation>&amp;Tatsächliche Pixel</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Zoom &amp;in</source>
            <translation>Ver&amp;größern</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Zoom &amp;out</source>
            <translation>Ver&amp;kleinern</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Full s&amp;creen</source>
            <translation>Voll&amp;bild</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Add styles…</source>
            <translation>Stile &amp;hinzufügen…</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Crop and turn the photo…</source>
            <translation>Foto &amp;zuschneiden und drehen…</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Paint a re&amp;gion</source>
            <translation>&amp;Bereich malen</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Paint a part of the photo in styles of its own</source>
            <translation>Einen Teil des Fotos in eigenen Stilen malen</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Reset the &amp;look</source>
            <translation>Malweise zu&amp;rücksetzen</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Keep this version</source>
            <translation>Diese &amp;Fassung behalten</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Keep the present result</source>
            <translation>Das jetzige Ergebnis behalten</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>S&amp;top the preview</source>
            <translation>Vorschau &amp;abbrechen</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Give up the picture that is being painted; exports and batches go on</source>
            <translation>Das Bild nicht weitermalen, das gerade entsteht; Exporte und viele Fotos laufen weiter</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>User &amp;guide</source>
            <translation>&amp;Handbuch</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Keyboard shortcuts</source>
            <translation>&amp;Tastenkürzel</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;Model packs…</source>
            <translation>&amp;Modellpakete…</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>Open &amp;log folder</source>
            <translation>&amp;Protokollordner öffnen</translation>
        </message>
        <message>
            <location filename="../../gui/actions.py" />
            <source>&amp;About Pentimento</source>
            <translation>Ü&amp;ber Pentimento</translation>
        </message>
    </context>
    <context>
        <name>Asker</name>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Unsaved changes</source>
            <translation>Ungespeicherte Änderungen</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Save the changes to this picture as a project?</source>
            <translation>Möchten Sie die Änderungen an diesem Bild als Projekt speichern?</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>The project was changed</source>
            <translation>Das Projekt wurde geändert</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>{name} was changed on the disk since it was opened or saved here.</source>
            <translation>{name} wurde auf dem Datenträger geändert, seit Sie das Projekt hier geöffnet oder gespeichert haben.</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Overwriting replaces those changes. Saving under another name keeps both. Opening the changed one gives up what was changed here.</source>
            <translation>Überschreiben ersetzt diese Änderungen. Speichern unter einem anderen Namen behält beides. Das geänderte zu öffnen gibt auf, was hier geändert wurde.</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>&amp;Overwrite</source>
            <translation>Ü&amp;berschreiben</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Save &amp;as…</source>
            <translation>Speichern &amp;unter…</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>O&amp;pen the changed one</source>
            <translation>Das &amp;geänderte öffnen</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Unsaved work</source>
            <translation>Ungespeicherte Arbeit</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Pentimento ended unexpectedly. Bring back the work of {moment}?</source>
            <translation>Pentimento wurde unerwartet beendet. Möchten Sie den Stand vom {moment} wiederherstellen?</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>&amp;Restore</source>
            <translation>&amp;Wiederherstellen</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>&amp;Discard</source>
            <translation>&amp;Verwerfen</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>&amp;Later</source>
            <translation>&amp;Später</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Keep as a preset</source>
            <translation>Als Vorgabe speichern</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Keep this look under a name, for other photos and styles:</source>
            <translation>Diese Malweise unter einem Namen speichern, für andere Fotos und Stile:</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Open a photo</source>
            <translation>Foto öffnen</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Add styles</source>
            <translation>Stile hinzufügen</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Replace the picture</source>
            <translation>Das Bild ersetzen</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Take a picture as the mask</source>
            <translation>Ein Bild als Maske nehmen</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Choose a label map</source>
            <translation>Farbkarte wählen</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Save the mask</source>
            <translation>Maske speichern</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Pictures ({suffixes})</source>
            <translation>Bilder ({suffixes})</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Open a project</source>
            <translation>Projekt öffnen</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Save the project</source>
            <translation>Projekt speichern</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Apply a recipe</source>
            <translation>Rezept anwenden</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Recipes and painted pictures ({suffixes})</source>
            <translation>Rezepte und gemalte Bilder ({suffixes})</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Save the recipe</source>
            <translation>Rezept speichern</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Pentimento recipes (*{suffix})</source>
            <translation>Rezepte von Pentimento (*{suffix})</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Another picture</source>
            <translation>Ein anderes Bild</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>{file} is another picture than the recipe's {style}. Take it in its place?</source>
            <translation>„{file}“ ist ein anderes Bild als „{style}“ im Rezept. Soll es an dessen Stelle treten?</translation>
        </message>
        <message>
            <location filename="../../gui/asking.py" />
            <source>Pentimento projects (*{suffix})</source>
            <translation>Pentimento-Projekte (*{suffix})</translation>
        </message>
    </context>
    <context>
        <name>BatchDialog</name>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Batch</source>
            <translation>Viele Fotos malen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Folder with photos</source>
            <translation>Ordner mit Fotos</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Photos to paint</source>
            <translation>Fotos, die gemalt werden</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Pictures ({kinds})</source>
            <translation>Bilder ({kinds})</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Folder for the results</source>
            <translation>Ordner für die Ergebnisse</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Add a style first: then there is a look to paint with.</source>
            <translation>Fügen Sie zuerst einen Stil hinzu, in dem gemalt werden kann.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Looking for pictures…</source>
            <translation>Bilder werden gesucht…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>&amp;Folder…</source>
            <translation>&amp;Ordner…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>&amp;Pictures…</source>
            <translation>&amp;Bilder…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Look into its folders &amp;too</source>
            <translation>&amp;Auch in Ordnern darin suchen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>&amp;Change…</source>
            <translation>Än&amp;dern…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Change the folder for the results</source>
            <translation>Den Ordner für die Ergebnisse ändern</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>{name} is the photo's name, {style} the styles' and {number} its place among all</source>
            <translation>{name} steht für den Namen des Fotos, {style} für den der Stile und {number} für seinen Platz unter allen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>As the photo</source>
            <translation>Wie das Foto</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Of JPEG, WebP, AVIF and JPEG XL: higher is finer and makes larger files</source>
            <translation>Von JPEG, WebP, AVIF und JPEG XL: Mehr ist feiner und macht größere Dateien</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>&amp;Long side</source>
            <translation>&amp;Lange Seite</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source> pixels</source>
            <translation> Pixel</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Long side in pixels</source>
            <translation>Lange Seite in Pixeln</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Same look at any size</source>
            <translation>In jeder Größe gleich gemalt</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Finer strokes</source>
            <translation>Feinere Striche</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Keep them, and pass over their photos</source>
            <translation>Behalten und ihre Fotos auslassen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Replace them, unless they are finished</source>
            <translation>Ersetzen, was nicht schon fertig ist</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Quality</source>
            <translation>Qualität</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Photos</source>
            <translation>Fotos</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Results</source>
            <translation>Ergebnisse</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>&amp;Name</source>
            <translation>&amp;Name</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Format</source>
            <translation>Format</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>&amp;Strokes</source>
            <translation>&amp;Striche</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Files that are &amp;there</source>
            <translation>Dateien, die &amp;da sind</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Sto&amp;p</source>
            <translation>An&amp;halten</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>&amp;Begin</source>
            <translation>B&amp;eginnen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>{folder} painted</source>
            <translation>{folder} gemalt</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>Choose a folder or pictures.</source>
            <translation>Wählen Sie einen Ordner oder Bilder.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>{count} pictures</source>
            <translation>{count} Bilder</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>{folder} (pictures: {count})</source>
            <translation>{folder} (Bilder: {count})</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>harbour</source>
            <translation>Hafen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>wave</source>
            <translation>Welle</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch.py" />
            <source>{photo} becomes {name}</source>
            <translation>Aus {photo} wird {name}</translation>
        </message>
    </context>
    <context>
        <name>BatchProgressView</name>
        <message>
            <location filename="../../gui/dialogs/batch_progress.py" />
            <source>Photos that failed</source>
            <translation>Fotos, die nicht gelungen sind</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch_progress.py" />
            <source>Waiting for its turn</source>
            <translation>Wartet, bis es an der Reihe ist</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch_progress.py" />
            <source>{done} of {total}</source>
            <translation>{done} von {total}</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch_progress.py" />
            <source>{done} of {total}: {photo}</source>
            <translation>{done} von {total}: {photo}</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch_progress.py" />
            <source>, about {time} left</source>
            <translation>, noch etwa {time}</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch_progress.py" />
            <source>Stopped. Begun again, it goes on where it was.</source>
            <translation>Angehalten. Beginnen Sie von Neuem, geht es dort weiter.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch_progress.py" />
            <source>painted: {count}</source>
            <translation>gemalt: {count}</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch_progress.py" />
            <source>finished before: {count}</source>
            <translation>schon vorher fertig: {count}</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch_progress.py" />
            <source>passed over, since a file was there: {count}</source>
            <translation>übergangen, weil eine Datei da war: {count}</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch_progress.py" />
            <source>failed: {count}</source>
            <translation>fehlgeschlagen: {count}</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/batch_progress.py" />
            <source>Done. {counts}.</source>
            <translation>Fertig. {counts}.</translation>
        </message>
    </context>
    <context>
        <name>Batches</name>
        <message>
            <location filename="../../gui/work/batches.py" />
            <source>Show in folder</source>
            <translation>Im Ordner zeigen</translation>
        </message>
        <message>
            <location filename="../../gui/work/batches.py" />
            <source>{failed} of {count} pictures could not be painted: the batch says why.</source>
            <translation>{failed} von {count} Bildern konnten nicht gemalt werden. Warum, steht unter „Viele Fotos malen“.</translation>
        </message>
        <message>
            <location filename="../../gui/work/batches.py" />
            <source>Show the batch</source>
            <translation>Viele Fotos malen</translation>
        </message>
        <message>
            <location filename="../../gui/work/batches.py" />
            <source>The batch has ended: {painted} painted.</source>
            <translation>Fertig: {painted} gemalt.</translation>
        </message>
        <message>
            <location filename="../../gui/work/batches.py" />
            <source>The batch was stopped; begun again, it goes on where it was.</source>
            <translation>Das Malen vieler Fotos wurde angehalten; beginnen Sie von Neuem, geht es dort weiter.</translation>
        </message>
    </context>
    <context>
        <name>Canvas</name>
        <message>
            <location filename="../../gui/canvas/canvas.py" />
            <source>Draft</source>
            <translation>Entwurf</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/canvas.py" />
            <source>Result</source>
            <translation>Ergebnis</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/canvas.py" />
            <source>Photo</source>
            <translation>Foto</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/canvas.py" />
            <source>Styles</source>
            <translation>Stile</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/canvas.py" />
            <source>Style</source>
            <translation>Stil</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/canvas.py" />
            <source>Drop a photo here</source>
            <translation>Legen Sie hier ein Foto ab</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/canvas.py" />
            <source>or press {open} / paste with {paste}</source>
            <translation>oder drücken Sie {open} / fügen Sie eines mit {paste} ein</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/canvas.py" />
            <source>Drop a style here</source>
            <translation>Legen Sie hier einen Stil ab</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/canvas.py" />
            <source>No result yet</source>
            <translation>Noch kein Ergebnis</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/canvas.py" />
            <source>Canvas</source>
            <translation>Leinwand</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/canvas.py" />
            <source>No photo. Drop one here, or open or paste one.</source>
            <translation>Kein Foto. Legen Sie eines hier ab, oder öffnen Sie eines oder fügen Sie eines ein.</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/canvas.py" />
            <source>The result</source>
            <translation>Das Ergebnis</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/canvas.py" />
            <source>Photo and result with a divider</source>
            <translation>Foto und Ergebnis mit Trennlinie</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/canvas.py" />
            <source>Photo, style and result side by side</source>
            <translation>Foto, Stil und Ergebnis nebeneinander</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/canvas.py" />
            <source>{shown}, {width} × {height} pixels, at {zoom} %</source>
            <translation>{shown}, {width} × {height} Pixel, bei {zoom} %</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/canvas.py" />
            <source>Drag the result to another program</source>
            <translation>Das Ergebnis in ein anderes Programm ziehen</translation>
        </message>
    </context>
    <context>
        <name>Clipboard</name>
        <message>
            <location filename="../../gui/clipboard.py" />
            <source>There is no result to copy yet: open a photo and add a style first.</source>
            <translation>Es gibt noch kein Ergebnis zu kopieren: Öffnen Sie zuerst ein Foto und fügen Sie einen Stil hinzu.</translation>
        </message>
        <message>
            <location filename="../../gui/clipboard.py" />
            <source>Copied the result as it is shown, {width} × {height}. Export it for the full size.</source>
            <translation>Das Ergebnis wurde kopiert, wie es zu sehen ist, {width} × {height}. Für die volle Größe exportieren Sie es.</translation>
        </message>
        <message>
            <location filename="../../gui/clipboard.py" />
            <source>There is no picture on the clipboard: copy one first.</source>
            <translation>In der Zwischenablage ist kein Bild: Kopieren Sie zuerst eines.</translation>
        </message>
    </context>
    <context>
        <name>ColoursChoice</name>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>Colours</source>
            <translation>Farben</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>sRGB – alike everywhere</source>
            <translation>sRGB – überall gleich</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>The photo's own – keeps stronger colours</source>
            <translation>Wie das Foto – behält kräftigere Farben</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>For photos in Display P3, Adobe RGB and the like, and for raw photos</source>
            <translation>Für Fotos in Display P3, Adobe RGB und dergleichen und für Rohfotos</translation>
        </message>
    </context>
    <context>
        <name>DepthChoice</name>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>Depth</source>
            <translation>Farbtiefe</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>8 bits – for looking and sharing</source>
            <translation>8 Bit – zum Ansehen und Weitergeben</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>16 bits – for further editing; larger files</source>
            <translation>16 Bit – zum Weiterbearbeiten; größere Dateien</translation>
        </message>
    </context>
    <context>
        <name>Dialogs</name>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Open &amp;recent</source>
            <translation>&amp;Zuletzt geöffnet</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>&amp;Bundled styles</source>
            <translation>&amp;Mitgelieferte Stile</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Open a photo and add a style first: then there is a picture to export.</source>
            <translation>Öffnen Sie zuerst ein Foto und fügen Sie einen Stil hinzu: Dann gibt es ein Bild zu exportieren.</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Open a photo first: then there is something to crop.</source>
            <translation>Öffnen Sie zuerst ein Foto: Dann gibt es etwas zuzuschneiden.</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Crop and turn the photo</source>
            <translation>Foto zuschneiden und drehen</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Crop and turn {name}</source>
            <translation>„{name}“ zuschneiden und drehen</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Canvas</source>
            <translation>Leinwand</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Painting a region</source>
            <translation>Einen Bereich malen</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Mixing pad</source>
            <translation>Mischfläche</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Versions</source>
            <translation>Fassungen</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>See the photo, while it is held</source>
            <translation>Das Foto sehen, solange die Taste gehalten wird</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Move the divider</source>
            <translation>Trennlinie verschieben</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Alt+← →</source>
            <translation>Alt+← →</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Move the picture</source>
            <translation>Bild verschieben</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Zoom in and out</source>
            <translation>Vergrößern und verkleinern</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Drag the result to another program</source>
            <translation>Das Ergebnis in ein anderes Programm ziehen</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Ctrl+drag</source>
            <translation>Strg+Ziehen</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Smaller or larger brush</source>
            <translation>Kleinerer oder größerer Pinsel</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Erase or paint</source>
            <translation>Radieren oder malen</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>The other of both, while it is held</source>
            <translation>Das jeweils andere, solange gehalten</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Alt</source>
            <translation>Alt</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Show or hide the region</source>
            <translation>Bereich zeigen oder ausblenden</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Move the picture, while it is held</source>
            <translation>Das Bild verschieben, solange gehalten</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Space</source>
            <translation>Leertaste</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Move a region</source>
            <translation>Bereich verschieben</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Alt+↑ ↓</source>
            <translation>Alt+↑ ↓</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>End painting</source>
            <translation>Malen beenden</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Move the point</source>
            <translation>Den Punkt verschieben</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>All styles alike</source>
            <translation>Alle Stile gleich</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Home</source>
            <translation>Pos1</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Return to a version</source>
            <translation>Zurück zu einer Fassung</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Enter</source>
            <translation>Eingabe</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Mark two to compare them</source>
            <translation>Zwei zum Vergleichen markieren</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Rename</source>
            <translation>Umbenennen</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Delete</source>
            <translation>Löschen</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Del</source>
            <translation>Entf</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>The user guide should be in the folder docs, and it is not there: install Pentimento anew.</source>
            <translation>Das Handbuch fehlt im Ordner docs. Installieren Sie Pentimento neu.</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Nothing yet</source>
            <translation>Noch nichts</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>Clear the list</source>
            <translation>Liste leeren</translation>
        </message>
        <message>
            <location filename="../../gui/dialog_opening.py" />
            <source>{name} is no longer where it was.</source>
            <translation>„{name}“ ist nicht mehr dort, wo es war.</translation>
        </message>
    </context>
    <context>
        <name>Document</name>
        <message>
            <location filename="../../gui/document/document.py" />
            <source>Open {name}</source>
            <translation>„{name}“ öffnen</translation>
        </message>
        <message>
            <location filename="../../gui/document/document.py" />
            <source>Frame the photo</source>
            <translation>Foto zuschneiden</translation>
        </message>
        <message>
            <location filename="../../gui/document/document.py" />
            <source>Change the look</source>
            <translation>Malweise ändern</translation>
        </message>
        <message>
            <location filename="../../gui/document/document.py" />
            <source>Stroke size</source>
            <translation>Strichgröße</translation>
        </message>
        <message>
            <location filename="../../gui/document/document.py" />
            <source>Composition</source>
            <translation>Komposition</translation>
        </message>
        <message>
            <location filename="../../gui/document/document.py" />
            <source>Large shapes</source>
            <translation>Große Formen</translation>
        </message>
        <message>
            <location filename="../../gui/document/document.py" />
            <source>Brushwork</source>
            <translation>Pinselführung</translation>
        </message>
        <message>
            <location filename="../../gui/document/document.py" />
            <source>Texture</source>
            <translation>Textur</translation>
        </message>
        <message>
            <location filename="../../gui/document/document.py" />
            <source>Colour and grain</source>
            <translation>Farbe und Korn</translation>
        </message>
        <message>
            <location filename="../../gui/document/document.py" />
            <source>Switch {name} on</source>
            <translation>„{name}“ einschalten</translation>
        </message>
        <message>
            <location filename="../../gui/document/document.py" />
            <source>Switch {name} off</source>
            <translation>„{name}“ ausschalten</translation>
        </message>
        <message>
            <location filename="../../gui/document/document.py" />
            <source>Strength of {name}</source>
            <translation>Stärke von „{name}“</translation>
        </message>
        <message>
            <location filename="../../gui/document/document.py" />
            <source>Reset the look</source>
            <translation>Malweise zurücksetzen</translation>
        </message>
        <message>
            <location filename="../../gui/document/document.py" />
            <source>Apply {name}</source>
            <translation>„{name}“ anwenden</translation>
        </message>
        <message>
            <location filename="../../gui/document/document.py" />
            <source>Apply a look</source>
            <translation>Malweise anwenden</translation>
        </message>
        <message>
            <location filename="../../gui/document/document.py" />
            <source>Quality</source>
            <translation>Qualität</translation>
        </message>
        <message>
            <location filename="../../gui/document/document.py" />
            <source>Apply a recipe</source>
            <translation>Rezept anwenden</translation>
        </message>
        <message>
            <location filename="../../gui/document/document.py" />
            <source>Return to {name}</source>
            <translation>Zurück zu „{name}“</translation>
        </message>
        <message>
            <location filename="../../gui/document/document.py" />
            <source>Return to a version</source>
            <translation>Zurück zu einer Fassung</translation>
        </message>
    </context>
    <context>
        <name>Drops</name>
        <message>
            <location filename="../../gui/canvas/dragging.py" />
            <source>Use as style</source>
            <translation>Als Stil verwenden</translation>
        </message>
        <message>
            <location filename="../../gui/canvas/dragging.py" />
            <source>Open as photo</source>
            <translation>Als Foto öffnen</translation>
        </message>
    </context>
    <context>
        <name>Export</name>
        <message>
            <location filename="../../gui/work/exporting.py" />
            <source>Picture</source>
            <translation>Bild</translation>
        </message>
        <message>
            <location filename="../../gui/work/exporting.py" />
            <source>others</source>
            <translation>anderen</translation>
        </message>
        <message>
            <location filename="../../gui/work/exporting.py" />
            <source>{styles} and {last}</source>
            <translation>{styles} und {last}</translation>
        </message>
        <message>
            <location filename="../../gui/work/exporting.py" />
            <source>{photo} in the style of {styles}</source>
            <translation>{photo} im Stil von {styles}</translation>
        </message>
        <message>
            <location filename="../../gui/work/exports.py" />
            <source>Saved {name}, {width} × {height}.</source>
            <translation>„{name}“ wurde gespeichert, {width} × {height}.</translation>
        </message>
        <message>
            <location filename="../../gui/work/exports.py" />
            <source>Show in folder</source>
            <translation>Im Ordner zeigen</translation>
        </message>
        <message>
            <location filename="../../gui/work/exports.py" />
            <source>Export of {name} stopped.</source>
            <translation>Export von {name} abgebrochen.</translation>
        </message>
    </context>
    <context>
        <name>ExportDialog</name>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>Export picture</source>
            <translation>Bild exportieren</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>File name</source>
            <translation>Dateiname</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>&amp;Change…</source>
            <translation>Än&amp;dern…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>Change the folder</source>
            <translation>Ordner ändern</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>&amp;Replace it</source>
            <translation>Vorhandene Datei &amp;ersetzen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>Quality</source>
            <translation>Qualität</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>Higher is finer and makes larger files; 95 suits most pictures</source>
            <translation>Höhere Werte sind feiner und ergeben größere Dateien; 95 passt für die meisten Bilder</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source> pixels</source>
            <translation> Pixel</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>Longer side in pixels</source>
            <translation>Längere Seite in Pixeln</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>Keep the photo's &amp;metadata: camera, author, date</source>
            <translation>&amp;Metadaten des Fotos behalten: Kamera, Urheber, Datum</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>Keep the &amp;place where it was taken</source>
            <translation>Aufnahme&amp;ort behalten</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>&amp;Name</source>
            <translation>&amp;Name</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>Folder</source>
            <translation>Ordner</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>&amp;Format</source>
            <translation>&amp;Format</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>&amp;Quality</source>
            <translation>&amp;Qualität</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>&amp;Depth</source>
            <translation>Farb&amp;tiefe</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>&amp;Size</source>
            <translation>&amp;Größe</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>S&amp;trokes</source>
            <translation>Str&amp;iche</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>Co&amp;lours</source>
            <translation>Far&amp;ben</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>In the file</source>
            <translation>In der Datei</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>&amp;Export</source>
            <translation>E&amp;xportieren</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>Folder for the picture</source>
            <translation>Ordner für das Bild</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>{width} × {height}</source>
            <translation>{width} × {height}</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>The recipe goes into the file, so that the look can be used again. The colour profile stays, so that colours look the same elsewhere.</source>
            <translation>Das Rezept kommt mit in die Datei, damit Sie die Malweise wiederverwenden können. Das Farbprofil bleibt erhalten, damit die Farben anderswo gleich aussehen.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>Nothing but the picture and its colour profile goes into the file: no camera, no place, no recipe.</source>
            <translation>In die Datei kommen nur das Bild und sein Farbprofil: keine Kamera, kein Ort, kein Rezept.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>Give the picture a name.</source>
            <translation>Geben Sie dem Bild einen Namen.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>A file name cannot hold {character}.</source>
            <translation>Ein Dateiname darf {character} nicht enthalten.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>{format} holds at most {side} pixels a side: choose PNG or TIFF, or a smaller size.</source>
            <translation>{format} fasst höchstens {side} Pixel je Seite: Wählen Sie PNG oder TIFF oder eine kleinere Größe.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>Will be saved as {name}.</source>
            <translation>Wird als „{name}“ gespeichert.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>{name} will be replaced by this picture.</source>
            <translation>„{name}“ wird durch dieses Bild ersetzt.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>{name} is the photo itself and stays. Will be saved as {numbered}.</source>
            <translation>„{name}“ ist das Foto selbst und bleibt erhalten. Das Bild wird als „{numbered}“ gespeichert.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export.py" />
            <source>{name} is there already. Will be saved as {numbered}.</source>
            <translation>„{name}“ gibt es schon. Das Bild wird als „{numbered}“ gespeichert.</translation>
        </message>
    </context>
    <context>
        <name>Exports</name>
        <message>
            <location filename="../../gui/work/exports.py" />
            <source>Open a photo and add a style first: then there is a picture to export.</source>
            <translation>Öffnen Sie zuerst ein Foto und fügen Sie einen Stil hinzu: Dann gibt es ein Bild zu exportieren.</translation>
        </message>
    </context>
    <context>
        <name>FailedStart</name>
        <message>
            <location filename="../../gui/failed_start.py" />
            <source>Pentimento could not start: {why}</source>
            <translation>Pentimento konnte nicht starten: {why}</translation>
        </message>
        <message>
            <location filename="../../gui/failed_start.py" />
            <source>Pentimento could not start because of an error that should not be.</source>
            <translation>Pentimento konnte wegen eines Fehlers nicht starten, den es nicht geben sollte.</translation>
        </message>
        <message>
            <location filename="../../gui/failed_start.py" />
            <source>The log says more: {file}</source>
            <translation>Mehr steht im Protokoll: {file}</translation>
        </message>
        <message>
            <location filename="../../gui/failed_start.py" />
            <source>To start with a fresh window may help. Only where the window and its panels stood is forgotten: your other settings, presets and projects stay.</source>
            <translation>Ein Start mit frischem Fenster kann helfen. Vergessen wird nur, wo das Fenster und seine Bereiche standen: Ihre übrigen Einstellungen, Vorgaben und Projekte bleiben.</translation>
        </message>
        <message>
            <location filename="../../gui/failed_start.py" />
            <source>&amp;Start with a fresh window</source>
            <translation>Mit &amp;frischem Fenster starten</translation>
        </message>
    </context>
    <context>
        <name>Filmstrip</name>
        <message>
            <location filename="../../gui/filmstrip/filmstrip.py" />
            <source>Levels</source>
            <translation>Stufen</translation>
        </message>
        <message>
            <location filename="../../gui/filmstrip/filmstrip.py" />
            <source>Results are kept here when you pause for a moment, or when you pin them.</source>
            <translation>Hier bleiben Ergebnisse, wenn Sie kurz innehalten oder sie anheften.</translation>
        </message>
        <message>
            <location filename="../../gui/filmstrip/filmstrip.py" />
            <source>Versions</source>
            <translation>Fassungen</translation>
        </message>
        <message>
            <location filename="../../gui/filmstrip/filmstrip.py" />
            <source>Keep this version</source>
            <translation>Diese Fassung behalten</translation>
        </message>
        <message>
            <location filename="../../gui/filmstrip/filmstrip.py" />
            <source>Keep the present result among the versions until you delete it</source>
            <translation>Das jetzige Ergebnis bei den Fassungen behalten, bis Sie es löschen</translation>
        </message>
        <message>
            <location filename="../../gui/filmstrip/filmstrip.py" />
            <source>Level by level</source>
            <translation>Stufe für Stufe</translation>
        </message>
    </context>
    <context>
        <name>FormatChoice</name>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>Format</source>
            <translation>Format</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>JPEG – small files, understood everywhere</source>
            <translation>JPEG – kleine Dateien, überall lesbar</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>PNG – without loss, with transparency</source>
            <translation>PNG – verlustfrei, mit Transparenz</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>TIFF – without loss, for printing and editing</source>
            <translation>TIFF – verlustfrei, für Druck und Bearbeitung</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>WebP – small files for the web</source>
            <translation>WebP – kleine Dateien fürs Internet</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>AVIF – the smallest files, for recent programs</source>
            <translation>AVIF – die kleinsten Dateien, für neuere Programme</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>JPEG XL – small files, also with 16 bits, for the newest programs</source>
            <translation>JPEG XL – kleine Dateien, auch mit 16 Bit, für die neuesten Programme</translation>
        </message>
    </context>
    <context>
        <name>FramingDialog</name>
        <message>
            <location filename="../../gui/dialogs/framing.py" />
            <source>Crop</source>
            <translation>Ausschnitt</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/framing.py" />
            <source>Drag the frame or its handles. Arrow keys move it, with Shift they resize it, with Ctrl finely.</source>
            <translation>Ziehen Sie den Rahmen oder seine Griffe. Die Pfeiltasten verschieben ihn, mit Umschalt ändern sie seine Größe, mit Strg in feinen Schritten.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/framing.py" />
            <source>Shape</source>
            <translation>Seitenverhältnis</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/framing.py" />
            <source>Free</source>
            <translation>Frei</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/framing.py" />
            <source>As the picture</source>
            <translation>Wie das Bild</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/framing.py" />
            <source>&amp;Upright</source>
            <translation>&amp;Hochformat</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/framing.py" />
            <source>Higher than wide</source>
            <translation>Höher als breit</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/framing.py" />
            <source>&amp;Shape</source>
            <translation>&amp;Seitenverhältnis</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/framing.py" />
            <source>Turn left</source>
            <translation>Nach links drehen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/framing.py" />
            <source>Turn right</source>
            <translation>Nach rechts drehen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/framing.py" />
            <source>Mirror</source>
            <translation>Spiegeln</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/framing.py" />
            <source>Reset</source>
            <translation>Zurücksetzen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/framing.py" />
            <source>&amp;Apply</source>
            <translation>Ü&amp;bernehmen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/framing.py" />
            <source>{width} × {height} pixels</source>
            <translation>{width} × {height} Pixel</translation>
        </message>
    </context>
    <context>
        <name>GuideDialog</name>
        <message>
            <location filename="../../gui/dialogs/guide.py" />
            <source>User guide</source>
            <translation>Handbuch</translation>
        </message>
    </context>
    <context>
        <name>Inspector</name>
        <message>
            <location filename="../../gui/inspector/inspector.py" />
            <source>Levels</source>
            <translation>Stufen</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/inspector.py" />
            <source>Regions</source>
            <translation>Bereiche</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/inspector.py" />
            <source>Method, colour and detail</source>
            <translation>Verfahren, Farbe und Details</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/inspector.py" />
            <source>Refine</source>
            <translation>Verfeinern</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/inspector.py" />
            <source>Quality</source>
            <translation>Qualität</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/inspector.py" />
            <source>Export…</source>
            <translation>Exportieren…</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/inspector.py" />
            <source>Paint the photo at full size and save it as a file</source>
            <translation>Das Foto in voller Größe malen und als Datei speichern</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/inspector.py" />
            <source>Presets</source>
            <translation>Vorgaben</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/inspector.py" />
            <source>Looks that were kept: how strong, how coarse, which levels, whose colours</source>
            <translation>Gespeicherte Malweisen: wie stark, wie grob, welche Stufen, wessen Farben</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/inspector.py" />
            <source>Keep as a preset…</source>
            <translation>Als Vorgabe speichern…</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/inspector.py" />
            <source>Keep this look under a name, for other photos and styles</source>
            <translation>Diese Malweise unter einem Namen speichern, für andere Fotos und Stile</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/inspector.py" />
            <source>Remove this preset</source>
            <translation>Diese Vorgabe entfernen</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/inspector.py" />
            <source>Remove the preset that is shown; those that come with the program stay</source>
            <translation>Die angezeigte Vorgabe entfernen; die zum Programm gehörenden bleiben</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/inspector.py" />
            <source>Reset the look</source>
            <translation>Malweise zurücksetzen</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/inspector.py" />
            <source>Bring strength, stroke size, colours and all levels back to the beginning</source>
            <translation>Stärke, Strichgröße, Farben und alle Stufen auf den Anfang zurücksetzen</translation>
        </message>
    </context>
    <context>
        <name>KeptVersions</name>
        <message>
            <location filename="../../gui/document/kept_versions.py" />
            <source>Rename a version</source>
            <translation>Fassung umbenennen</translation>
        </message>
        <message>
            <location filename="../../gui/document/kept_versions.py" />
            <source>Pin a version</source>
            <translation>Fassung anheften</translation>
        </message>
        <message>
            <location filename="../../gui/document/kept_versions.py" />
            <source>Unpin a version</source>
            <translation>Fassung lösen</translation>
        </message>
        <message>
            <location filename="../../gui/document/kept_versions.py" />
            <source>Delete a version</source>
            <translation>Fassung löschen</translation>
        </message>
    </context>
    <context>
        <name>LabelMapsDialog</name>
        <message>
            <location filename="../../gui/dialogs/label_maps.py" />
            <source>Regions from label maps</source>
            <translation>Bereiche aus Farbkarten</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/label_maps.py" />
            <source>Style</source>
            <translation>Stil</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/label_maps.py" />
            <source>The card whose parts the second label map names</source>
            <translation>Die Karte, deren Teile die zweite Farbkarte benennt</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/label_maps.py" />
            <source>Parts of {name}</source>
            <translation>Teile von „{name}“</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/label_maps.py" />
            <source>Parts of the style</source>
            <translation>Teile des Stils</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/label_maps.py" />
            <source>Choose both label maps: then their colours are compared.</source>
            <translation>Wählen Sie beide Farbkarten, dann werden ihre Farben verglichen.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/label_maps.py" />
            <source>In place of the present regions</source>
            <translation>Anstelle der jetzigen Bereiche</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/label_maps.py" />
            <source>&amp;Make regions</source>
            <translation>&amp;Bereiche machen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/label_maps.py" />
            <source>A label map is a copy of a picture in flat colours, one for each part: sky, water, houses. What has the same colour in both maps belongs together.</source>
            <translation>Eine Farbkarte ist eine Kopie eines Bildes in flachen Farben, eine für jeden Teil: Himmel, Wasser, Häuser. Was in beiden Karten dieselbe Farbe hat, gehört zusammen.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/label_maps.py" />
            <source>Part {number}</source>
            <translation>Teil {number}</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/label_maps.py" />
            <source>Name of the region {colour}</source>
            <translation>Name des Bereichs {colour}</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/label_maps.py" />
            <source>{photo} of the photo, {style} of the style</source>
            <translation>{photo} des Fotos, {style} des Stils</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/label_maps.py" />
            <source>only in the photo: painted like the rest</source>
            <translation>nur im Foto: wird wie der Rest gemalt</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/label_maps.py" />
            <source>only in the style: not used</source>
            <translation>nur im Stil: wird nicht verwendet</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/label_maps.py" />
            <source>Give the parts names, if you like.</source>
            <translation>Geben Sie den Teilen Namen, wenn Sie mögen.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/label_maps.py" />
            <source>No colour is in both maps: paint what belongs together in one colour.</source>
            <translation>Keine Farbe kommt in beiden Karten vor: Malen Sie, was zusammengehört, in einer Farbe.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/label_maps.py" />
            <source>No label map yet</source>
            <translation>Noch keine Farbkarte</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/label_maps.py" />
            <source>Choose…</source>
            <translation>Wählen…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/label_maps.py" />
            <source>Choose a label map: {title}</source>
            <translation>Farbkarte wählen: {title}</translation>
        </message>
    </context>
    <context>
        <name>LevelRow</name>
        <message>
            <location filename="../../gui/inspector/level_rows.py" />
            <source> %</source>
            <translation> %</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/level_rows.py" />
            <source>Strength of {name}</source>
            <translation>Stärke von „{name}“</translation>
        </message>
    </context>
    <context>
        <name>Levels</name>
        <message>
            <location filename="../../gui/level_names.py" />
            <source>Composition</source>
            <translation>Komposition</translation>
        </message>
        <message>
            <location filename="../../gui/level_names.py" />
            <source>Large shapes</source>
            <translation>Große Formen</translation>
        </message>
        <message>
            <location filename="../../gui/level_names.py" />
            <source>Brushwork</source>
            <translation>Pinselführung</translation>
        </message>
        <message>
            <location filename="../../gui/level_names.py" />
            <source>Texture</source>
            <translation>Textur</translation>
        </message>
        <message>
            <location filename="../../gui/level_names.py" />
            <source>Colour and grain</source>
            <translation>Farbe und Korn</translation>
        </message>
        <message>
            <location filename="../../gui/level_names.py" />
            <source>The largest forms: the picture is built up the way the style builds its own.</source>
            <translation>Die größten Formen: Das Bild wird so aufgebaut, wie der Stil das seine aufbaut.</translation>
        </message>
        <message>
            <location filename="../../gui/level_names.py" />
            <source>Shapes the size of a hand or a roof take on the style's curves and corners.</source>
            <translation>Formen von der Größe einer Hand oder eines Dachs nehmen die Rundungen und Ecken des Stils an.</translation>
        </message>
        <message>
            <location filename="../../gui/level_names.py" />
            <source>The strokes themselves: their direction, length and rhythm.</source>
            <translation>Die Pinselstriche selbst: ihre Richtung, ihre Länge und ihr Rhythmus.</translation>
        </message>
        <message>
            <location filename="../../gui/level_names.py" />
            <source>The surface: canvas, hatching, small repeated marks.</source>
            <translation>Die Oberfläche: Leinwand, Schraffur, kleine, wiederkehrende Tupfer.</translation>
        </message>
        <message>
            <location filename="../../gui/level_names.py" />
            <source>The style's colours and contrast, and the finest grain.</source>
            <translation>Farben und Kontrast des Stils und das feinste Korn.</translation>
        </message>
    </context>
    <context>
        <name>LevelsSection</name>
        <message>
            <location filename="../../gui/inspector/sections.py" />
            <source>Switch on at least one level: without any, nothing is painted.</source>
            <translation>Schalten Sie mindestens eine Stufe ein: Ohne Stufe wird nichts gemalt.</translation>
        </message>
    </context>
    <context>
        <name>LivePreview</name>
        <message>
            <location filename="../../gui/work/live.py" />
            <source>Stop refining</source>
            <translation>Verfeinern anhalten</translation>
        </message>
    </context>
    <context>
        <name>LookChoice</name>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>Strokes</source>
            <translation>Striche</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>Same look at any size</source>
            <translation>In jeder Größe gleich gemalt</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>Finer strokes</source>
            <translation>Feinere Striche</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>A larger, sharper version of the preview</source>
            <translation>Wie die Vorschau, nur größer und schärfer</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>Strokes of as many pixels as in the preview: a large picture gets more and finer ones</source>
            <translation>Striche von so vielen Pixeln wie in der Vorschau: Ein großes Bild bekommt mehr und feinere</translation>
        </message>
    </context>
    <context>
        <name>LookPresets</name>
        <message>
            <location filename="../../gui/inspector/look_presets.py" />
            <source>Kept the preset {name}.</source>
            <translation>Die Vorgabe „{name}“ wurde gespeichert.</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/look_presets.py" />
            <source>Removed the preset {name}.</source>
            <translation>Die Vorgabe „{name}“ wurde entfernt.</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/look_presets.py" />
            <source>Bring it back</source>
            <translation>Zurückholen</translation>
        </message>
    </context>
    <context>
        <name>LookSection</name>
        <message>
            <location filename="../../gui/inspector/sections.py" />
            <source>Stroke size</source>
            <translation>Strichgröße</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/sections.py" />
            <source> ×</source>
            <translation> ×</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/sections.py" />
            <source>How large strokes and patterns are: to the left fine and dense, to the right broad and bold.</source>
            <translation>Wie groß Pinselstriche und Muster sind: nach links fein und dicht, nach rechts breit und kräftig.</translation>
        </message>
    </context>
    <context>
        <name>MainWindow</name>
        <message>
            <location filename="../../gui/main_window.py" />
            <source>Styles</source>
            <translation>Stile</translation>
        </message>
        <message>
            <location filename="../../gui/main_window.py" />
            <source>Look</source>
            <translation>Malweise</translation>
        </message>
        <message>
            <location filename="../../gui/main_window.py" />
            <source>Levels and versions</source>
            <translation>Stufen und Fassungen</translation>
        </message>
        <message>
            <location filename="../../gui/main_window.py" />
            <source>&amp;Panels</source>
            <translation>Bedien&amp;felder</translation>
        </message>
        <message>
            <location filename="../../gui/main_window.py" />
            <source>&amp;Undo {what}</source>
            <translation>&amp;Rückgängig: {what}</translation>
        </message>
        <message>
            <location filename="../../gui/main_window.py" />
            <source>&amp;Redo {what}</source>
            <translation>&amp;Wiederherstellen: {what}</translation>
        </message>
        <message>
            <location filename="../../gui/main_window.py" />
            <source>Graphics card (CUDA)</source>
            <translation>Grafikkarte (CUDA)</translation>
        </message>
        <message>
            <location filename="../../gui/main_window.py" />
            <source>Graphics of Apple computers</source>
            <translation>Grafik von Apple-Rechnern</translation>
        </message>
    </context>
    <context>
        <name>MessageBar</name>
        <message>
            <location filename="../../gui/message_views.py" />
            <source>Message</source>
            <translation>Meldung</translation>
        </message>
        <message>
            <location filename="../../gui/message_views.py" />
            <source>Details…</source>
            <translation>Einzelheiten…</translation>
        </message>
        <message>
            <location filename="../../gui/message_views.py" />
            <source>Close this message (Esc)</source>
            <translation>Diese Meldung schließen (Esc)</translation>
        </message>
        <message>
            <location filename="../../gui/message_views.py" />
            <source>Close this message</source>
            <translation>Diese Meldung schließen</translation>
        </message>
    </context>
    <context>
        <name>Messages</name>
        <message>
            <location filename="../../gui/messages.py" />
            <source>Smaller preview</source>
            <translation>Kleinere Vorschau</translation>
        </message>
        <message>
            <location filename="../../gui/messages.py" />
            <source>Use the processor</source>
            <translation>Prozessor verwenden</translation>
        </message>
        <message>
            <location filename="../../gui/messages.py" />
            <source>Model packs…</source>
            <translation>Modellpakete…</translation>
        </message>
        <message>
            <location filename="../../gui/messages.py" />
            <source>There is not enough memory for this: choose a smaller size, or close other programs.</source>
            <translation>Dafür reicht der Arbeitsspeicher nicht: Wählen Sie eine kleinere Größe oder schließen Sie andere Programme.</translation>
        </message>
        <message>
            <location filename="../../gui/messages.py" />
            <source>Sorry, something went wrong that should not have. Your work is safe, and you can go on.</source>
            <translation>Hier ist leider etwas schiefgegangen, was nicht hätte geschehen dürfen. Ihre Arbeit ist sicher, und Sie können weitermachen.</translation>
        </message>
    </context>
    <context>
        <name>MissingStylesDialog</name>
        <message>
            <location filename="../../gui/dialogs/missing_styles.py" />
            <source>Styles of the recipe</source>
            <translation>Stile des Rezepts</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/missing_styles.py" />
            <source>{name} needs styles that are not here. Find their files, or go on without them.</source>
            <translation>„{name}“ braucht Stile, die nicht hier sind. Suchen Sie ihre Dateien, oder machen Sie ohne sie weiter.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/missing_styles.py" />
            <source>Found: {name}</source>
            <translation>Gefunden: „{name}“</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/missing_styles.py" />
            <source>Not here</source>
            <translation>Nicht hier</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/missing_styles.py" />
            <source>Find…</source>
            <translation>Suchen…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/missing_styles.py" />
            <source>Find {name}</source>
            <translation>„{name}“ suchen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/missing_styles.py" />
            <source>Choose the file of this style, or another picture in its place</source>
            <translation>Die Datei dieses Stils wählen oder ein anderes Bild an seiner Stelle</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/missing_styles.py" />
            <source>&amp;Apply without them</source>
            <translation>Ohne sie &amp;anwenden</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/missing_styles.py" />
            <source>&amp;Apply</source>
            <translation>&amp;Anwenden</translation>
        </message>
    </context>
    <context>
        <name>MixingPad</name>
        <message>
            <location filename="../../gui/shelf/mixing_pad.py" />
            <source>Drag the point towards a style: the nearer, the more of it is painted. At a corner there is that style alone.</source>
            <translation>Ziehen Sie den Punkt zu einem Stil: je näher, desto mehr davon wird gemalt. In einer Ecke ist dieser Stil allein.</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/mixing_pad.py" />
            <source>{name} {percent} %</source>
            <translation>{name} {percent} %</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/mixing_pad.py" />
            <source>Mixing pad: {mix}</source>
            <translation>Mischfläche: {mix}</translation>
        </message>
    </context>
    <context>
        <name>Opening</name>
        <message>
            <location filename="../../gui/opening.py" />
            <source>Opening {name}…</source>
            <translation>„{name}“ wird geöffnet…</translation>
        </message>
        <message>
            <location filename="../../gui/opening.py" />
            <source>picture</source>
            <translation>Bild</translation>
        </message>
        <message>
            <location filename="../../gui/opening.py" />
            <source>{name} was painted with Pentimento and carries its recipe.</source>
            <translation>„{name}“ wurde mit Pentimento gemalt und enthält sein Rezept.</translation>
        </message>
        <message>
            <location filename="../../gui/opening.py" />
            <source>Use the recipe</source>
            <translation>Rezept verwenden</translation>
        </message>
    </context>
    <context>
        <name>OptionalAmount</name>
        <message>
            <location filename="../../gui/fields/optional_amount.py" />
            <source> %</source>
            <translation> %</translation>
        </message>
    </context>
    <context>
        <name>PackList</name>
        <message>
            <location filename="../../gui/dialogs/pack_list.py" />
            <source>Model packs</source>
            <translation>Modellpakete</translation>
        </message>
    </context>
    <context>
        <name>Packs</name>
        <message>
            <location filename="../../gui/dialogs/pack_details.py" />
            <source>size not known</source>
            <translation>Größe unbekannt</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/pack_details.py" />
            <source>{size} MB</source>
            <translation>{size} MB</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/pack_details.py" />
            <source>damaged</source>
            <translation>beschädigt</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/pack_details.py" />
            <source>to download</source>
            <translation>zum Herunterladen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/pack_details.py" />
            <source>all levels</source>
            <translation>alle Stufen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/pack_details.py" />
            <source>{count} of 5 levels</source>
            <translation>{count} von 5 Stufen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/pack_details.py" />
            <source>default</source>
            <translation>Standard</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/pack_details.py" />
            <source>Details of the pack</source>
            <translation>Angaben zum Paket</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/pack_details.py" />
            <source>Technical facts</source>
            <translation>Technische Angaben</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/pack_details.py" />
            <source>Licence</source>
            <translation>Lizenz</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/pack_details.py" />
            <source>Made by</source>
            <translation>Urheber</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/pack_details.py" />
            <source>From</source>
            <translation>Herkunft</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/pack_details.py" />
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/pack_details.py" />
            <source>Kept in</source>
            <translation>Speicherort</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/pack_details.py" />
            <source>the program</source>
            <translation>im Programm enthalten</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/pack_details.py" />
            <source>Levels</source>
            <translation>Stufen</translation>
        </message>
    </context>
    <context>
        <name>PacksDialog</name>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>Model packs</source>
            <translation>Modellpakete</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>&amp;Import folder…</source>
            <translation>Ordner &amp;importieren…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>Make a pack of weight files (.pth) that are on this computer</source>
            <translation>Aus Gewichtsdateien (.pth) auf diesem Rechner ein Paket machen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>&amp;Download…</source>
            <translation>&amp;Herunterladen…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>&amp;Verify</source>
            <translation>&amp;Prüfen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>Check every byte</source>
            <translation>Jedes Byte prüfen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>&amp;Make default</source>
            <translation>Als &amp;Standard</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>Paint with this pack from now on</source>
            <translation>Ab jetzt mit diesem Paket malen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>&amp;Remove…</source>
            <translation>&amp;Entfernen…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>Progress</source>
            <translation>Fortschritt</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>&amp;Cancel</source>
            <translation>&amp;Abbrechen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>C&amp;lose</source>
            <translation>S&amp;chließen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>Checking {name}…</source>
            <translation>„{name}“ wird geprüft…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>{name} is sound, byte for byte.</source>
            <translation>„{name}“ ist Byte für Byte in Ordnung.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>Folder with weight files</source>
            <translation>Ordner mit Gewichtsdateien</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>Import a pack</source>
            <translation>Paket importieren</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>Name of the new pack</source>
            <translation>Name des neuen Pakets</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>There is already a pack {name}. Replace it?</source>
            <translation>Es gibt schon ein Paket „{name}“. Möchten Sie es ersetzen?</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>Replace</source>
            <translation>Ersetzen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>{name} was imported.</source>
            <translation>„{name}“ wurde importiert.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>Importing {name}…</source>
            <translation>„{name}“ wird importiert…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>{name}, {size}

Licence: {licence}
Made by: {attribution}
From: {origin}</source>
            <translation>{name}, {size}

Lizenz: {licence}
Urheber: {attribution}
Herkunft: {origin}</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>Download this pack under its licence?</source>
            <translation>Möchten Sie dieses Paket unter seiner Lizenz herunterladen?</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>Accept and download</source>
            <translation>Annehmen und herunterladen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>Downloading {name}…</source>
            <translation>„{name}“ wird heruntergeladen…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>{name} was downloaded and installed.</source>
            <translation>„{name}“ wurde heruntergeladen und eingerichtet.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>{name} is the default now.</source>
            <translation>„{name}“ ist jetzt der Standard.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>Delete the model pack {name} from this computer?</source>
            <translation>Möchten Sie das Modellpaket „{name}“ von diesem Rechner löschen?</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>Delete</source>
            <translation>Löschen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>{name} was removed.</source>
            <translation>„{name}“ wurde entfernt.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>Stopping…</source>
            <translation>Wird abgebrochen…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>Installing…</source>
            <translation>Wird eingerichtet…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>File {number} of {files}: {file}, {size}</source>
            <translation>Datei {number} von {files}: {file}, {size}</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>That did not work, for a reason that was not foreseen. The log tells more.</source>
            <translation>Das hat aus einem unvorhergesehenen Grund nicht geklappt. Näheres steht im Protokoll.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/packs.py" />
            <source>The download was stopped. What has arrived is kept and not fetched again.</source>
            <translation>Der Download wurde abgebrochen. Was schon da ist, bleibt erhalten und wird nicht noch einmal geladen.</translation>
        </message>
    </context>
    <context>
        <name>ParameterFields</name>
        <message>
            <location filename="../../gui/inspector/parameter_fields.py" />
            <source> %</source>
            <translation> %</translation>
        </message>
    </context>
    <context>
        <name>Parameters</name>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Strength</source>
            <translation>Stärke</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>How far the photo turns into a painting: at 0 % it is the photo, at 100 % little of it is left.</source>
            <translation>Wie weit das Foto zum Gemälde wird: Bei 0 % ist es das Foto, bei 100 % ist wenig davon übrig.</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Colours</source>
            <translation>Farben</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Style’s colours</source>
            <translation>Farben des Stils</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>The picture takes on the colours of the styles.</source>
            <translation>Das Bild nimmt die Farben der Stile an.</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Keep the photo’s colours</source>
            <translation>Farben des Fotos behalten</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Only light, shade and strokes are painted: every thing keeps the colour it has in the photo.</source>
            <translation>Nur Licht, Schatten und Pinselstriche werden gemalt: Alles behält die Farbe, die es im Foto hat.</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Paint in the photo’s palette</source>
            <translation>In der Palette des Fotos malen</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>The styles are given the photo’s colours first: their strokes and light, in your palette.</source>
            <translation>Die Stile bekommen zuerst die Farben des Fotos: ihre Striche und ihr Licht, in Ihrer Palette.</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Colour amount</source>
            <translation>Farbanteil</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>How far the photo’s colours come back: at 0 % the style’s own stay.</source>
            <translation>Wie weit die Farben des Fotos zurückkehren: Bei 0 % bleiben die des Stils.</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Amount of the colours</source>
            <translation>Anteil der Farben</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Saturation</source>
            <translation>Sättigung</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>How colourful the picture is: at 0 % it is grey.</source>
            <translation>Wie bunt das Bild ist: Bei 0 % ist es grau.</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Contrast</source>
            <translation>Kontrast</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Softer to the left, stronger light and dark to the right.</source>
            <translation>Nach links weicher, nach rechts mit stärkerem Hell und Dunkel.</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Detail</source>
            <translation>Details</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Faces, edges and fine detail of the photo come back; where it is smooth, strokes stay.</source>
            <translation>Gesichter, Kanten und feine Details des Fotos kehren zurück; wo es glatt ist, bleiben die Striche.</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Like a photo</source>
            <translation>Wie ein Foto</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>The picture follows the photo’s edges: it looks like one, in the style’s colours and light.</source>
            <translation>Das Bild folgt den Kanten des Fotos: Es sieht aus wie eines, in Farben und Licht des Stils.</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Method</source>
            <translation>Verfahren</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>How the style is taken over. Full takes all of it; Gentle leaves more of the photo in place; Colours and contrast only keeps the photo’s shapes; Patches puts pieces of the style’s own shapes together.</source>
            <translation>Wie der Stil übernommen wird. „Voll“ nimmt alles; „Sanft“ lässt mehr vom Foto an seinem Platz; „Nur Farben und Kontrast“ behält die Formen des Fotos; „Flicken“ setzt Stücke aus den Formen des Stils zusammen.</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Full</source>
            <translation>Voll</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Gentle</source>
            <translation>Sanft</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Colours and contrast only</source>
            <translation>Nur Farben und Kontrast</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Patches</source>
            <translation>Flicken</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Structure</source>
            <translation>Struktur</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>How much of the photo’s drawing stays: lines, faces and letters keep their places under the style’s colours and strokes.</source>
            <translation>Wie viel von der Zeichnung des Fotos bleibt: Linien, Gesichter und Schrift bleiben unter den Farben und Strichen des Stils an ihrem Platz.</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Quiet places</source>
            <translation>Ruhige Stellen</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>What skies, walls and other smooth places get, where the photo has nothing to paint: the style’s strokes, or its motifs, such as its stars in your sky.</source>
            <translation>Was Himmel, Wände und andere glatte Stellen bekommen, an denen das Foto nichts zu malen gibt: die Striche des Stils oder seine Motive, etwa seine Sterne in Ihrem Himmel.</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Leave</source>
            <translation>Lassen</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Strokes</source>
            <translation>Striche</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Motifs</source>
            <translation>Motive</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Amount</source>
            <translation>Menge</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>How far quiet places are filled.</source>
            <translation>Wie weit ruhige Stellen gefüllt werden.</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Amount in quiet places</source>
            <translation>Menge an ruhigen Stellen</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Variation</source>
            <translation>Spielart</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Another number gives other strokes, and lays motifs elsewhere.</source>
            <translation>Eine andere Zahl gibt andere Striche und legt Motive an andere Stellen.</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Variation in quiet places</source>
            <translation>Spielart an ruhigen Stellen</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Motif size</source>
            <translation>Motivgröße</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>How large the style’s motifs are in quiet places.</source>
            <translation>Wie groß die Motive des Stils an ruhigen Stellen sind.</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Size of the motifs</source>
            <translation>Größe der Motive</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Across</source>
            <translation>Quer</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>How far motifs are moved to the right.</source>
            <translation>Wie weit die Motive nach rechts verschoben sind.</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Move the motifs</source>
            <translation>Motive verschieben</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Down</source>
            <translation>Abwärts</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>How far motifs are moved downwards.</source>
            <translation>Wie weit die Motive nach unten verschoben sind.</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Turn</source>
            <translation>Drehung</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>How far motifs are turned clockwise.</source>
            <translation>Wie weit die Motive im Uhrzeigersinn gedreht sind.</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Turn the motifs</source>
            <translation>Motive drehen</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Not turned</source>
            <translation>Nicht gedreht</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>90°</source>
            <translation>90°</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>180°</source>
            <translation>180°</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>270°</source>
            <translation>270°</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Mirrored</source>
            <translation>Gespiegelt</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Left and right of the motifs change places.</source>
            <translation>Links und rechts der Motive sind vertauscht.</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Mirror the motifs</source>
            <translation>Motive spiegeln</translation>
        </message>
        <message>
            <location filename="../../gui/document/parameter_words.py" />
            <source>Refining</source>
            <translation>Verfeinern</translation>
        </message>
    </context>
    <context>
        <name>PreferencesDialog</name>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>Preferences</source>
            <translation>Einstellungen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>Open &amp;log folder</source>
            <translation>Pro&amp;tokollordner öffnen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>Appearance</source>
            <translation>Erscheinungsbild</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>As the system</source>
            <translation>Wie das System</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>Dark</source>
            <translation>Dunkel</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>Light</source>
            <translation>Hell</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>Language</source>
            <translation>Sprache</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>From the next start on.</source>
            <translation>Gilt ab dem nächsten Start.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source> pixels</source>
            <translation> Pixel</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>Preview size</source>
            <translation>Vorschaugröße</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>The long side of what is painted while you try; larger is slower</source>
            <translation>Die lange Seite dessen, was beim Ausprobieren gemalt wird; größer ist langsamer</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>Paint with</source>
            <translation>Malen mit</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>The fastest there is</source>
            <translation>Schnellstes Gerät</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>Processor</source>
            <translation>Prozessor</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>Graphics card (CUDA)</source>
            <translation>Grafikkarte (CUDA)</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>Graphics of Apple computers</source>
            <translation>Grafik von Apple-Rechnern</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>&amp;Appearance</source>
            <translation>&amp;Erscheinungsbild</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>Lan&amp;guage</source>
            <translation>&amp;Sprache</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>&amp;Preview size</source>
            <translation>&amp;Vorschaugröße</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>Paint &amp;with</source>
            <translation>Malen &amp;mit</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/preferences.py" />
            <source>Log</source>
            <translation>Protokoll</translation>
        </message>
    </context>
    <context>
        <name>Presets</name>
        <message>
            <location filename="../../gui/storage/presets.py" />
            <source>Painterly</source>
            <translation>Malerisch</translation>
        </message>
        <message>
            <location filename="../../gui/storage/presets.py" />
            <source>Faithful</source>
            <translation>Fototreu</translation>
        </message>
        <message>
            <location filename="../../gui/storage/presets.py" />
            <source>Portrait</source>
            <translation>Porträt</translation>
        </message>
        <message>
            <location filename="../../gui/storage/presets.py" />
            <source>Bold</source>
            <translation>Kräftig</translation>
        </message>
        <message>
            <location filename="../../gui/storage/presets.py" />
            <source>Texture only</source>
            <translation>Nur Textur</translation>
        </message>
        <message>
            <location filename="../../gui/storage/presets.py" />
            <source>Large shapes</source>
            <translation>Große Formen</translation>
        </message>
    </context>
    <context>
        <name>ProcessorFallback</name>
        <message>
            <location filename="../../gui/work/fallback.py" />
            <source>The device that painted failed, so the processor paints from now on. Quality lets you choose.</source>
            <translation>Das Gerät, mit dem gemalt wurde, ist ausgefallen; ab jetzt malt der Prozessor. Unter „Qualität“ können Sie wählen.</translation>
        </message>
    </context>
    <context>
        <name>Projects</name>
        <message>
            <location filename="../../gui/projects.py" />
            <source>Opening {name}…</source>
            <translation>„{name}“ wird geöffnet…</translation>
        </message>
        <message>
            <location filename="../../gui/projects.py" />
            <source>These pictures are no longer where they were: {names}. Add them again.</source>
            <translation>Diese Bilder sind nicht mehr dort, wo sie waren: {names}. Fügen Sie sie erneut hinzu.</translation>
        </message>
        <message>
            <location filename="../../gui/projects.py" />
            <source>untitled</source>
            <translation>Unbenannt</translation>
        </message>
        <message>
            <location filename="../../gui/projects.py" />
            <source>Saving {name}…</source>
            <translation>„{name}“ wird gespeichert…</translation>
        </message>
        <message>
            <location filename="../../gui/projects.py" />
            <source>The project has no room for {count} of the oldest versions, since it holds at most 1,000 megapixels of pictures: they stay here until it is closed.</source>
            <translation>Das Projekt hat für {count} der ältesten Versionen keinen Platz, denn es fasst höchstens 1.000 Megapixel an Bildern. Bis Sie es schließen, bleiben sie hier.</translation>
        </message>
        <message>
            <location filename="../../gui/projects.py" />
            <source>Save as…</source>
            <translation>Speichern unter…</translation>
        </message>
        <message>
            <location filename="../../gui/projects.py" />
            <source>{name} is no longer where it was. Saving puts it there again.</source>
            <translation>{name} ist nicht mehr dort, wo es war. Speichern legt es dort wieder an.</translation>
        </message>
        <message>
            <location filename="../../gui/projects.py" />
            <source>Save again</source>
            <translation>Erneut speichern</translation>
        </message>
        <message>
            <location filename="../../gui/projects.py" />
            <source>{name} was changed on the disk since it was opened or saved here.</source>
            <translation>{name} wurde auf dem Datenträger geändert, seit Sie das Projekt hier geöffnet oder gespeichert haben.</translation>
        </message>
        <message>
            <location filename="../../gui/projects.py" />
            <source>Open the changed one</source>
            <translation>Das geänderte öffnen</translation>
        </message>
        <message>
            <location filename="../../gui/projects.py" />
            <source>Overwrite</source>
            <translation>Überschreiben</translation>
        </message>
    </context>
    <context>
        <name>QualitySection</name>
        <message>
            <location filename="../../gui/inspector/sections.py" />
            <source>Preview size</source>
            <translation>Vorschaugröße</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/sections.py" />
            <source>Device</source>
            <translation>Gerät</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/sections.py" />
            <source>Automatic</source>
            <translation>Automatisch</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/sections.py" />
            <source>Precise (float32)</source>
            <translation>Genau (float32)</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/sections.py" />
            <source>Fast (bfloat16)</source>
            <translation>Schnell (bfloat16)</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/sections.py" />
            <source>Fast (float16)</source>
            <translation>Schnell (float16)</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/sections.py" />
            <source>Number format</source>
            <translation>Zahlenformat</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/sections.py" />
            <source>Model pack</source>
            <translation>Modellpaket</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/sections.py" />
            <source>Processor</source>
            <translation>Prozessor</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/sections.py" />
            <source>How fine the picture in the window is. Smaller answers sooner; exports are always full size.</source>
            <translation>Wie fein das Bild im Fenster ist. Kleiner reagiert es schneller; exportiert wird immer in voller Größe.</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/sections.py" />
            <source>What paints. The picture looks the same; a graphics card answers sooner.</source>
            <translation>Womit gemalt wird. Das Bild sieht gleich aus; eine Grafikkarte ist schneller.</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/sections.py" />
            <source>Fast formats answer sooner; in smooth skies the finest shades may differ a little.</source>
            <translation>Schnelle Formate reagieren eher; in glatten Himmeln können die feinsten Abstufungen ein wenig abweichen.</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/sections.py" />
            <source>The trained hand that paints: another one draws strokes and edges differently.</source>
            <translation>Die geschulte Hand, die malt: Eine andere setzt Striche und Kanten anders.</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/sections.py" />
            <source>{size} pixels</source>
            <translation>{size} Pixel</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/sections.py" />
            <source>{name} (not here)</source>
            <translation>{name} (nicht vorhanden)</translation>
        </message>
    </context>
    <context>
        <name>QuietSection</name>
        <message>
            <location filename="../../gui/inspector/quiet_section.py" />
            <source>Drag the motifs in the picture to where you want them; Esc ends it.</source>
            <translation>Ziehen Sie die Motive im Bild dorthin, wo Sie sie haben wollen; Esc beendet es.</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/quiet_section.py" />
            <source>Drag them – Esc ends it</source>
            <translation>Ziehen – Esc beendet es</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/quiet_section.py" />
            <source>Move on the picture</source>
            <translation>Im Bild verschieben</translation>
        </message>
    </context>
    <context>
        <name>Recipes</name>
        <message>
            <location filename="../../gui/recipes.py" />
            <source>Add a style first: then there is a recipe to save.</source>
            <translation>Fügen Sie zuerst einen Stil hinzu: Dann gibt es ein Rezept zu speichern.</translation>
        </message>
        <message>
            <location filename="../../gui/recipes.py" />
            <source>Saving {name}…</source>
            <translation>„{name}“ wird gespeichert…</translation>
        </message>
        <message>
            <location filename="../../gui/recipes.py" />
            <source>Saved the recipe {name}.</source>
            <translation>Das Rezept „{name}“ ist gespeichert.</translation>
        </message>
        <message>
            <location filename="../../gui/recipes.py" />
            <source>Show in folder</source>
            <translation>Im Ordner zeigen</translation>
        </message>
        <message>
            <location filename="../../gui/recipes.py" />
            <source>Opening {name}…</source>
            <translation>„{name}“ wird geöffnet…</translation>
        </message>
        <message>
            <location filename="../../gui/recipes.py" />
            <source>The recipe's model pack {name} is not here: it may look different.</source>
            <translation>Das Modellpaket „{name}“ des Rezepts ist nicht hier: Das Bild kann anders aussehen.</translation>
        </message>
        <message>
            <location filename="../../gui/recipes.py" />
            <source>The recipe needs styles that are not here: {names}.</source>
            <translation>Das Rezept braucht Stile, die nicht vorhanden sind: {names}.</translation>
        </message>
        <message>
            <location filename="../../gui/recipes.py" />
            <source>The look of {name} is taken over. It mixes its styles differently from level to level, and here each has one weight: it will look different.</source>
            <translation>Das Aussehen von {name} ist übernommen. Es mischt seine Stile auf jeder Stufe anders, und hier hat jeder nur ein Gewicht. Es wird anders aussehen.</translation>
        </message>
        <message>
            <location filename="../../gui/recipes.py" />
            <source>The look of {name} is taken over.</source>
            <translation>Die Malweise von „{name}“ ist übernommen.</translation>
        </message>
    </context>
    <context>
        <name>RefineSection</name>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source>Refine the picture</source>
            <translation>Bild verfeinern</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source>Works the painted picture over, step by step: strokes become cleaner, and more of the photo is seen. That takes many times as long as painting.</source>
            <translation>Überarbeitet das gemalte Bild Schritt für Schritt: Die Striche werden sauberer, und vom Foto ist mehr zu sehen. Das dauert um ein Vielfaches länger als das Malen.</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source>Steps</source>
            <translation>Schritte</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source>How often the picture is worked over: more is cleaner and takes longer.</source>
            <translation>Wie oft das Bild überarbeitet wird: Mehr wird sauberer und dauert länger.</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source>Style</source>
            <translation>Stil</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source> ×</source>
            <translation> ×</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source>What counts more: to the left the photo’s shapes stay, to the right the styles take over.</source>
            <translation>Was mehr zählt: Nach links bleiben die Formen des Fotos, nach rechts übernehmen die Stile.</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source>The painted picture</source>
            <translation>dem gemalten Bild</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source>The photo</source>
            <translation>dem Foto</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source>White noise</source>
            <translation>weißem Rauschen</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source>Begin with</source>
            <translation>Beginnen mit</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source>What is worked over. The painted picture is soonest done; noise takes longest.</source>
            <translation>Was überarbeitet wird. Das gemalte Bild ist am schnellsten fertig, Rauschen dauert am längsten.</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source>Fewer steps (L-BFGS)</source>
            <translation>Weniger Schritte (L-BFGS)</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source>Less memory (Adam)</source>
            <translation>Weniger Speicher (Adam)</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source>Optimiser</source>
            <translation>Optimierer</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source>How the next step is found. The picture comes out much the same.</source>
            <translation>Wie der nächste Schritt gefunden wird. Das Bild wird fast dasselbe.</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source>How the picture nears photo and styles</source>
            <translation>Wie sich das Bild Foto und Stilen nähert</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source>How far the picture is from the styles (coloured) and from the photo (grey), step after step.</source>
            <translation>Wie weit das Bild von den Stilen (farbig) und vom Foto (grau) entfernt ist, Schritt für Schritt.</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source>Step {step}: {style} from the styles, {content} from the photo</source>
            <translation>Schritt {step}: {style} von den Stilen, {content} vom Foto</translation>
        </message>
        <message>
            <location filename="../../gui/inspector/refine_section.py" />
            <source>Refining</source>
            <translation>Verfeinern</translation>
        </message>
    </context>
    <context>
        <name>RegionEditing</name>
        <message>
            <location filename="../../gui/regions/editing.py" />
            <source>Add a region</source>
            <translation>Bereich hinzufügen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/editing.py" />
            <source>Regions from label maps</source>
            <translation>Bereiche aus Farbkarten</translation>
        </message>
        <message>
            <location filename="../../gui/regions/editing.py" />
            <source>Styles of {name}</source>
            <translation>Stile von „{name}“</translation>
        </message>
        <message>
            <location filename="../../gui/regions/editing.py" />
            <source>Remove {name}</source>
            <translation>„{name}“ entfernen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/editing.py" />
            <source>Move {name}</source>
            <translation>„{name}“ verschieben</translation>
        </message>
        <message>
            <location filename="../../gui/regions/editing.py" />
            <source>Rename {name}</source>
            <translation>„{name}“ umbenennen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/editing.py" />
            <source>Show {name}</source>
            <translation>„{name}“ zeigen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/editing.py" />
            <source>Hide {name}</source>
            <translation>„{name}“ ausblenden</translation>
        </message>
        <message>
            <location filename="../../gui/regions/editing.py" />
            <source>Keep the photo in {name}</source>
            <translation>Foto in „{name}“ belassen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/editing.py" />
            <source>Paint {name}</source>
            <translation>„{name}“ malen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/editing.py" />
            <source>Strength of {name}</source>
            <translation>Stärke von „{name}“</translation>
        </message>
        <message>
            <location filename="../../gui/regions/editing.py" />
            <source>Structure of {name}</source>
            <translation>Struktur von „{name}“</translation>
        </message>
        <message>
            <location filename="../../gui/regions/editing.py" />
            <source>Stroke size of {name}</source>
            <translation>Strichgröße von „{name}“</translation>
        </message>
        <message>
            <location filename="../../gui/regions/editing.py" />
            <source>Levels of {name}</source>
            <translation>Stufen von „{name}“</translation>
        </message>
        <message>
            <location filename="../../gui/regions/editing.py" />
            <source>Region {number}</source>
            <translation>Bereich {number}</translation>
        </message>
    </context>
    <context>
        <name>RegionList</name>
        <message>
            <location filename="../../gui/regions/list.py" />
            <source>Regions</source>
            <translation>Bereiche</translation>
        </message>
        <message>
            <location filename="../../gui/regions/list.py" />
            <source>The upper ones lie over the lower ones. Double-click renames, the eye hides, dragging moves a region.</source>
            <translation>Die oberen liegen über den unteren. Doppelklick benennt um, das Auge blendet aus, Ziehen verschiebt einen Bereich.</translation>
        </message>
    </context>
    <context>
        <name>RegionPainting</name>
        <message>
            <location filename="../../gui/regions/painting.py" />
            <source>Take a mask for {name}</source>
            <translation>Maske für „{name}“ nehmen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/painting.py" />
            <source>The mask is saved as {name}.</source>
            <translation>Die Maske ist als „{name}“ gespeichert.</translation>
        </message>
    </context>
    <context>
        <name>RegionSection</name>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Paint parts of the photo in styles of their own, or keep them as they are.</source>
            <translation>Malen Sie Teile des Fotos in eigenen Stilen, oder lassen Sie sie, wie sie sind.</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Add a region</source>
            <translation>Bereich hinzufügen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Adds a region and takes the brush: paint over a part of the picture</source>
            <translation>Fügt einen Bereich hinzu und nimmt den Pinsel: Malen Sie über einen Teil des Bildes</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Remove the region</source>
            <translation>Bereich entfernen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Move up</source>
            <translation>Nach oben</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Lay the region over the one above it</source>
            <translation>Legt den Bereich über den nächsthöheren</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Move down</source>
            <translation>Nach unten</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Lay the region under the one below it</source>
            <translation>Legt den Bereich unter den nächsttieferen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>From label maps…</source>
            <translation>Aus Farbkarten…</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Makes regions of two pictures of flat colours: each part of the photo like a part of the style</source>
            <translation>Macht Bereiche aus zwei Bildern in flachen Farben: jeder Teil des Fotos wie ein Teil des Stils</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Keep the photo here</source>
            <translation>Hier das Foto belassen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Nothing is painted in this region: the photo is seen as it is.</source>
            <translation>In diesem Bereich wird nichts gemalt: Das Foto ist zu sehen, wie es ist.</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Which of the cards on the shelf are mixed in this region</source>
            <translation>Welche der Karten im Regal in diesem Bereich gemischt werden</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Strength</source>
            <translation>Stärke</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>How far this region turns into a painting; unticked: as far as the rest.</source>
            <translation>Wie weit dieser Bereich zum Gemälde wird; ohne Häkchen so weit wie der Rest.</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Structure</source>
            <translation>Struktur</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>How much of the photo’s drawing stays here; unticked: as much as in the rest.</source>
            <translation>Wie viel von der Zeichnung des Fotos hier bleibt; ohne Häkchen so viel wie im Rest.</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Stroke size</source>
            <translation>Strichgröße</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source> ×</source>
            <translation> ×</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>How large strokes are here, beside those of the rest.</source>
            <translation>Wie groß die Striche hier sind, gemessen an denen des Rests.</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Levels of the region</source>
            <translation>Stufen des Bereichs</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>As the whole picture</source>
            <translation>Wie im ganzen Bild</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Unticked, this region has levels of its own; to change one unticks it too.</source>
            <translation>Ohne Häkchen hat dieser Bereich eigene Stufen; wer eine Stufe ändert, nimmt es auch weg.</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Without any level the photo is seen here as it is.</source>
            <translation>Ohne eine einzige Stufe bleibt hier das Foto, wie es ist.</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>The mix of the rest</source>
            <translation>Die Mischung des Rests</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Use all of {name}</source>
            <translation>Ganz „{name}“ verwenden</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>{name}, a part</source>
            <translation>{name}, ein Teil</translation>
        </message>
        <message>
            <location filename="../../gui/regions/section.py" />
            <source>Styles of the region: {names}</source>
            <translation>Stile des Bereichs: {names}</translation>
        </message>
    </context>
    <context>
        <name>RegionToolBar</name>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Brush</source>
            <translation>Pinsel</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Paint the region with a brush; X erases</source>
            <translation>Den Bereich mit dem Pinsel malen; X radiert</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Lasso</source>
            <translation>Lasso</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Draw around a part; all within belongs to it</source>
            <translation>Einen Teil umfahren; alles darin gehört dazu</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Gradient</source>
            <translation>Verlauf</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Drag a line: the region fades out from its start to its end</source>
            <translation>Eine Linie ziehen: Von ihrem Anfang bis zu ihrem Ende läuft der Bereich aus</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Fill by colour</source>
            <translation>Nach Farbe füllen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Click: all of about that colour, up to the next edge</source>
            <translation>Klicken: alles von etwa dieser Farbe, bis zur nächsten Kante</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Erase</source>
            <translation>Radieren</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>All tools take away from the region instead of adding to it (X, or Alt held)</source>
            <translation>Alle Werkzeuge nehmen vom Bereich weg, statt ihn zu vergrößern (X, oder Alt halten)</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Show the region</source>
            <translation>Bereich zeigen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Shows the region in its colour over the picture (O)</source>
            <translation>Zeigt den Bereich in seiner Farbe über dem Bild (O)</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Invert</source>
            <translation>Umkehren</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>All that was outside is inside</source>
            <translation>Alles, was außen war, ist innen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Feather</source>
            <translation>Weichzeichnen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Makes the edges softer</source>
            <translation>Macht die Ränder weicher</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Draw to the photo’s edges</source>
            <translation>An die Kanten des Fotos ziehen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>The region’s edges follow what is seen in the photo: hair, leaves, roofs</source>
            <translation>Die Ränder des Bereichs folgen dem, was im Foto zu sehen ist: Haaren, Blättern, Dächern</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Clear</source>
            <translation>Leeren</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Empties the region</source>
            <translation>Leert den Bereich</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Take a picture as the mask…</source>
            <translation>Ein Bild als Maske nehmen…</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>A grey picture of the photo’s proportions: white is inside</source>
            <translation>Ein graues Bild mit den Seitenverhältnissen des Fotos: Weiß ist innen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Save the mask…</source>
            <translation>Maske speichern…</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Saves it as a grey picture</source>
            <translation>Speichert sie als graues Bild</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source> %</source>
            <translation> %</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>How wide the brush is, beside the photo ([ and ])</source>
            <translation>Wie breit der Pinsel ist, gemessen am Foto ([ und ])</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Softness</source>
            <translation>Weichheit</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>How far the brush’s edge fades</source>
            <translation>Wie weit der Rand des Pinsels ausläuft</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Flow</source>
            <translation>Fluss</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>How much one stroke covers; strokes over each other add up</source>
            <translation>Wie viel ein Strich deckt; Striche übereinander summieren sich</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>Tolerance</source>
            <translation>Toleranz</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tool_bar.py" />
            <source>How far colours may differ that are filled</source>
            <translation>Wie weit sich Farben unterscheiden dürfen, die gefüllt werden</translation>
        </message>
    </context>
    <context>
        <name>RegionTools</name>
        <message>
            <location filename="../../gui/regions/tools.py" />
            <source>Erase in {name}</source>
            <translation>In „{name}“ radieren</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tools.py" />
            <source>Paint {name}</source>
            <translation>„{name}“ malen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tools.py" />
            <source>Invert {name}</source>
            <translation>„{name}“ umkehren</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tools.py" />
            <source>Clear {name}</source>
            <translation>„{name}“ leeren</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tools.py" />
            <source>Feather {name}</source>
            <translation>„{name}“ weichzeichnen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tools.py" />
            <source>Draw {name} to the photo’s edges</source>
            <translation>„{name}“ an die Kanten des Fotos ziehen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tools.py" />
            <source>Fill in {name}</source>
            <translation>In „{name}“ füllen</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tools.py" />
            <source>Mask of {name}</source>
            <translation>Maske von {name}</translation>
        </message>
        <message>
            <location filename="../../gui/regions/tools.py" />
            <source>Mask of {name} – Esc ends painting</source>
            <translation>Maske von {name} – Esc beendet das Malen</translation>
        </message>
    </context>
    <context>
        <name>Restoring</name>
        <message>
            <location filename="../../gui/restoring.py" />
            <source>Bringing back lost work…</source>
            <translation>Verlorene Arbeit wird wiederhergestellt…</translation>
        </message>
    </context>
    <context>
        <name>Samples</name>
        <message>
            <location filename="../../gui/sample_names.py" />
            <source>Cut-outs</source>
            <translation>Scherenschnitt</translation>
        </message>
        <message>
            <location filename="../../gui/sample_names.py" />
            <source>Harbour</source>
            <translation>Hafen</translation>
        </message>
        <message>
            <location filename="../../gui/sample_names.py" />
            <source>Ink</source>
            <translation>Tusche</translation>
        </message>
        <message>
            <location filename="../../gui/sample_names.py" />
            <source>Marbling</source>
            <translation>Marmorpapier</translation>
        </message>
        <message>
            <location filename="../../gui/sample_names.py" />
            <source>Mosaic</source>
            <translation>Mosaik</translation>
        </message>
        <message>
            <location filename="../../gui/sample_names.py" />
            <source>Mountain lake</source>
            <translation>Bergsee</translation>
        </message>
        <message>
            <location filename="../../gui/sample_names.py" />
            <source>Oil</source>
            <translation>Öl</translation>
        </message>
        <message>
            <location filename="../../gui/sample_names.py" />
            <source>Pointillism</source>
            <translation>Pointillismus</translation>
        </message>
        <message>
            <location filename="../../gui/sample_names.py" />
            <source>Stained glass</source>
            <translation>Glasmalerei</translation>
        </message>
        <message>
            <location filename="../../gui/sample_names.py" />
            <source>Still life</source>
            <translation>Stillleben</translation>
        </message>
        <message>
            <location filename="../../gui/sample_names.py" />
            <source>Watercolour</source>
            <translation>Aquarell</translation>
        </message>
        <message>
            <location filename="../../gui/sample_names.py" />
            <source>Woodcut</source>
            <translation>Holzschnitt</translation>
        </message>
    </context>
    <context>
        <name>SaveRecipeDialog</name>
        <message>
            <location filename="../../gui/dialogs/save_recipe.py" />
            <source>Save the recipe</source>
            <translation>Rezept speichern</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/save_recipe.py" />
            <source>Styles of the recipe</source>
            <translation>Stile des Rezepts</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/save_recipe.py" />
            <source>&amp;With the styles</source>
            <translation>&amp;Mit den Stilen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/save_recipe.py" />
            <source>Whoever gets the file can paint at once. Without them it holds small pictures of the styles only.</source>
            <translation>Wer die Datei bekommt, kann sofort malen. Ohne die Stile enthält sie nur kleine Bilder von ihnen.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/save_recipe.py" />
            <source>&amp;Save…</source>
            <translation>&amp;Speichern…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/save_recipe.py" />
            <source>The recipe holds the look and these styles, to be shared or used for other photos.</source>
            <translation>Das Rezept enthält die Malweise und diese Stile: zum Weitergeben oder für andere Fotos.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/save_recipe.py" />
            <source>Stroke sizes that single styles have are not part of a recipe.</source>
            <translation>Strichgrößen einzelner Stile gehören nicht zum Rezept.</translation>
        </message>
    </context>
    <context>
        <name>Settings</name>
        <message>
            <location filename="../../gui/settings.py" />
            <source>The settings are of a later version of the program; they stay as {name}, and begin anew.</source>
            <translation>Die Einstellungen stammen aus einer neueren Version des Programms; sie bleiben als {name} liegen und beginnen neu.</translation>
        </message>
        <message>
            <location filename="../../gui/settings.py" />
            <source>The settings were damaged and begin anew; what was there is kept as {name}.</source>
            <translation>Die Einstellungen waren beschädigt und beginnen neu; die alten sind als „{name}“ aufgehoben.</translation>
        </message>
        <message>
            <location filename="../../gui/settings.py" />
            <source>Settings cannot be remembered: {folder} cannot be written to.</source>
            <translation>Einstellungen können nicht gespeichert werden: In „{folder}“ lässt sich nicht schreiben.</translation>
        </message>
    </context>
    <context>
        <name>Shelf</name>
        <message>
            <location filename="../../gui/shelf/shelf.py" />
            <source>Drop paintings here.

Their strokes, textures and colours are what the photo is repainted with.</source>
            <translation>Legen Sie Gemälde hier ab.

Mit ihren Pinselstrichen, Texturen und Farben wird das Foto neu gemalt.</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/shelf.py" />
            <source>Add styles…</source>
            <translation>Stile hinzufügen…</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/shelf.py" />
            <source>Choose pictures whose style is mixed in</source>
            <translation>Bilder wählen, deren Stil beigemischt wird</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/shelf.py" />
            <source>Bundled styles</source>
            <translation>Mitgelieferte</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/shelf.py" />
            <source>Add one of the styles that come with the program</source>
            <translation>Einen der Stile hinzufügen, die zum Programm gehören</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/shelf.py" />
            <source>Mixing pad</source>
            <translation>Mischfläche</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/shelf.py" />
            <source>No style is used for {levels}: nothing is painted there.</source>
            <translation>Kein Stil dient für {levels}: Dort wird nichts gemalt.</translation>
        </message>
    </context>
    <context>
        <name>ShortcutSheet</name>
        <message>
            <location filename="../../gui/dialogs/shortcuts.py" />
            <source>Keyboard shortcuts</source>
            <translation>Tastenkürzel</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/shortcuts.py" />
            <source>Search</source>
            <translation>Suchen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/shortcuts.py" />
            <source>No key does that.</source>
            <translation>Dafür gibt es keine Taste.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/shortcuts.py" />
            <source>Elsewhere</source>
            <translation>Anderswo</translation>
        </message>
    </context>
    <context>
        <name>SizeChoice</name>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>Full size</source>
            <translation>Volle Größe</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>Size of the preview</source>
            <translation>Größe der Vorschau</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/export_choices.py" />
            <source>Choose the longer side</source>
            <translation>Längere Seite wählen</translation>
        </message>
    </context>
    <context>
        <name>StatusLine</name>
        <message>
            <location filename="../../gui/status.py" />
            <source>The last result</source>
            <translation>Das letzte Ergebnis</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>How near the picture is to the styles' strokes and colours, and to the photo's shapes: 100 % is the style or the photo itself. It is measured when the picture has rested for a moment.</source>
            <translation>Wie nah das Bild den Strichen und Farben der Stile ist, und wie nah den Formen des Fotos: 100 % sind der Stil oder das Foto selbst. Gemessen wird, wenn sich das Bild eine Weile nicht ändert.</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>Progress</source>
            <translation>Fortschritt</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>Stop</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>Getting ready…</source>
            <translation>Wird vorbereitet…</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>Ready</source>
            <translation>Bereit</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>Preparing</source>
            <translation>Vorbereitung</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>Give up the picture that is being painted (Esc)</source>
            <translation>Das Bild nicht weitermalen, das gerade entsteht (Esc)</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>Level {number} of {count}</source>
            <translation>Stufe {number} von {count}</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>Refining, step {number}</source>
            <translation>Verfeinern, Schritt {number}</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>Stop refining: the picture stays as it is</source>
            <translation>Nicht weiter verfeinern: Das Bild bleibt, wie es ist</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>Exporting, {percent} %</source>
            <translation>Export läuft, {percent} %</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>Stop what is exported</source>
            <translation>Den Export abbrechen</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>Painting a texture, {percent} %</source>
            <translation>Textur wird gemalt, {percent} %</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>Stop the texture</source>
            <translation>Die Textur abbrechen</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>, about {time} left</source>
            <translation>, noch etwa {time}</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>processor</source>
            <translation>Prozessor</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>Closeness to the style {style} %, to the photo {photo} %</source>
            <translation>Nähe zum Stil {style} %, zum Foto {photo} %</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>Zoom {zoom} %</source>
            <translation>Zoom {zoom} %</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>Memory {size} GB</source>
            <translation>Speicher {size} GB</translation>
        </message>
        <message>
            <location filename="../../gui/status.py" />
            <source>Memory that Pentimento takes</source>
            <translation>Arbeitsspeicher, den Pentimento belegt</translation>
        </message>
    </context>
    <context>
        <name>Stopping</name>
        <message>
            <location filename="../../gui/stopping.py" />
            <source>The picture stays as it is now. To refine it further begins from the start.</source>
            <translation>Das Bild bleibt, wie es jetzt ist. Es weiter zu verfeinern beginnt von vorn.</translation>
        </message>
        <message>
            <location filename="../../gui/stopping.py" />
            <source>Stop refining?</source>
            <translation>Nicht weiter verfeinern?</translation>
        </message>
        <message>
            <location filename="../../gui/stopping.py" />
            <source>Stop what is at work?</source>
            <translation>Die laufende Arbeit abbrechen?</translation>
        </message>
        <message>
            <location filename="../../gui/stopping.py" />
            <source>Stop the batch?</source>
            <translation>Keine weiteren Fotos malen?</translation>
        </message>
        <message>
            <location filename="../../gui/stopping.py" />
            <source>Stop painting textures?</source>
            <translation>Keine Texturen weitermalen?</translation>
        </message>
        <message>
            <location filename="../../gui/stopping.py" />
            <source>Stop what is at work, and quit?</source>
            <translation>Die laufende Arbeit abbrechen und beenden?</translation>
        </message>
        <message>
            <location filename="../../gui/stopping.py" />
            <source>The export of “{name}” is not finished, and would begin anew.</source>
            <translation>Der Export von „{name}“ ist nicht fertig und müsste neu beginnen.</translation>
        </message>
        <message>
            <location filename="../../gui/stopping.py" />
            <source>The batch keeps what is finished, and goes on from there when you begin it again.</source>
            <translation>Viele Fotos: Was fertig ist, bleibt, und das nächste Mal geht es dort weiter.</translation>
        </message>
        <message>
            <location filename="../../gui/stopping.py" />
            <source>The texture is not finished, and would begin anew.</source>
            <translation>Die Textur ist nicht fertig und müsste neu beginnen.</translation>
        </message>
        <message>
            <location filename="../../gui/stopping.py" />
            <source>Stop</source>
            <translation>Abbrechen</translation>
        </message>
        <message>
            <location filename="../../gui/stopping.py" />
            <source>It has run for {time}.</source>
            <translation>Das läuft seit {time}.</translation>
        </message>
        <message>
            <location filename="../../gui/stopping.py" />
            <source>&amp;Stop</source>
            <translation>&amp;Nicht weitermalen</translation>
        </message>
        <message>
            <location filename="../../gui/stopping.py" />
            <source>&amp;Go on</source>
            <translation>&amp;Weitermachen</translation>
        </message>
    </context>
    <context>
        <name>StyleCard</name>
        <message>
            <location filename="../../gui/shelf/card.py" />
            <source>Style {name}</source>
            <translation>Stil „{name}“</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/card.py" />
            <source>Use this style</source>
            <translation>Diesen Stil verwenden</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/card.py" />
            <source>Paint with this style or leave it out of the mixture</source>
            <translation>Mit diesem Stil malen oder ihn aus der Mischung lassen</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/card.py" />
            <source>This style alone</source>
            <translation>Nur diesen Stil</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/card.py" />
            <source>See this style alone; once more: the whole mixture</source>
            <translation>Nur diesen Stil zeigen; noch einmal: die ganze Mischung</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/card.py" />
            <source>Crop and turn…</source>
            <translation>Zuschneiden und drehen…</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/card.py" />
            <source>Choose the part of the picture whose style is taken</source>
            <translation>Den Teil des Bildes wählen, dessen Stil verwendet wird</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/card.py" />
            <source>Remove</source>
            <translation>Entfernen</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/card.py" />
            <source>Take it off the shelf</source>
            <translation>Diesen Stil aus der Liste nehmen</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/card.py" />
            <source>Weight</source>
            <translation>Anteil</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/card.py" />
            <source>How much of this style is in the mixture, compared with the other cards</source>
            <translation>Wie viel von diesem Stil in der Mischung ist, verglichen mit den anderen Karten</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/card.py" />
            <source>Strokes</source>
            <translation>Striche</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/card.py" />
            <source>How large this style’s strokes are: to the left finer, to the right bolder</source>
            <translation>Wie groß die Pinselstriche dieses Stils sind: nach links feiner, nach rechts kräftiger</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/card.py" />
            <source>Replace the picture…</source>
            <translation>Das Bild ersetzen …</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/card.py" />
            <source>Move up</source>
            <translation>Nach oben</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/card.py" />
            <source>Move down</source>
            <translation>Nach unten</translation>
        </message>
    </context>
    <context>
        <name>StyleEditing</name>
        <message>
            <location filename="../../gui/document/style_editing.py" />
            <source>Add {name}</source>
            <translation>„{name}“ hinzufügen</translation>
        </message>
        <message>
            <location filename="../../gui/document/style_editing.py" />
            <source>Add styles</source>
            <translation>Stile hinzufügen</translation>
        </message>
        <message>
            <location filename="../../gui/document/style_editing.py" />
            <source>Remove {name}</source>
            <translation>„{name}“ entfernen</translation>
        </message>
        <message>
            <location filename="../../gui/document/style_editing.py" />
            <source>Move {name}</source>
            <translation>„{name}“ verschieben</translation>
        </message>
        <message>
            <location filename="../../gui/document/style_editing.py" />
            <source>Weight of {name}</source>
            <translation>Anteil von „{name}“</translation>
        </message>
        <message>
            <location filename="../../gui/document/style_editing.py" />
            <source>Mix styles</source>
            <translation>Stile mischen</translation>
        </message>
        <message>
            <location filename="../../gui/document/style_editing.py" />
            <source>Stroke size of {name}</source>
            <translation>Strichgröße von „{name}“</translation>
        </message>
        <message>
            <location filename="../../gui/document/style_editing.py" />
            <source>Switch {name} on</source>
            <translation>„{name}“ einschalten</translation>
        </message>
        <message>
            <location filename="../../gui/document/style_editing.py" />
            <source>Switch {name} off</source>
            <translation>„{name}“ ausschalten</translation>
        </message>
        <message>
            <location filename="../../gui/document/style_editing.py" />
            <source>What {name} is used for</source>
            <translation>Wofür „{name}“ dient</translation>
        </message>
        <message>
            <location filename="../../gui/document/style_editing.py" />
            <source>Frame {name}</source>
            <translation>„{name}“ zuschneiden</translation>
        </message>
        <message>
            <location filename="../../gui/document/style_editing.py" />
            <source>Use all styles</source>
            <translation>Alle Stile verwenden</translation>
        </message>
        <message>
            <location filename="../../gui/document/style_editing.py" />
            <source>Use {name} alone</source>
            <translation>Nur „{name}“ verwenden</translation>
        </message>
        <message>
            <location filename="../../gui/document/style_editing.py" />
            <source>Replace by {name}</source>
            <translation>Durch „{name}“ ersetzen</translation>
        </message>
    </context>
    <context>
        <name>TextureCard</name>
        <message>
            <location filename="../../gui/dialogs/texture_cards.py" />
            <source>Variation with the seed {seed}</source>
            <translation>Variante mit dem Startwert {seed}</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/texture_cards.py" />
            <source>Seed {seed}</source>
            <translation>Startwert {seed}</translation>
        </message>
    </context>
    <context>
        <name>TexturePreview</name>
        <message>
            <location filename="../../gui/dialogs/texture_cards.py" />
            <source>The chosen variation</source>
            <translation>Die gewählte Variante</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/texture_cards.py" />
            <source>Four copies side by side: at their edges nothing is seen.</source>
            <translation>Vier Kopien nebeneinander: An ihren Rändern ist nichts zu sehen.</translation>
        </message>
    </context>
    <context>
        <name>TexturesDialog</name>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>New texture from styles</source>
            <translation>Neue Textur aus Stilen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Save the texture</source>
            <translation>Textur speichern</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Pictures ({kinds})</source>
            <translation>Bilder ({kinds})</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Saving {name}…</source>
            <translation>„{name}“ wird gespeichert…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Painting the whole texture…</source>
            <translation>Die ganze Textur wird gemalt…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Add a style first: then there is something to make a texture of.</source>
            <translation>Fügen Sie zuerst einen Stil hinzu, aus dem eine Textur werden kann.</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Painting variations…</source>
            <translation>Varianten werden gemalt…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Width</source>
            <translation>Breite</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Height</source>
            <translation>Höhe</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source> pixels</source>
            <translation> Pixel</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>How wide the texture is: a larger one has more strokes, not larger ones</source>
            <translation>Wie breit die Textur ist: Eine größere hat mehr Striche, nicht größere</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>How high the texture is</source>
            <translation>Wie hoch die Textur ist</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>&amp;Tileable</source>
            <translation>&amp;Kachelbar</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Opposite edges continue each other, so that copies can be laid side by side without a seam</source>
            <translation>Gegenüberliegende Ränder setzen einander fort, sodass Kopien ohne Naht nebeneinander passen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Strokes</source>
            <translation>Striche</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source> ×</source>
            <translation> ×</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>How large the strokes are: to the left fine and dense, to the right broad</source>
            <translation>Wie groß die Striche sind: links fein und dicht, rechts breit</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>First seed</source>
            <translation>Erster Startwert</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>The number that the first variation grows from; the others have the next</source>
            <translation>Die Zahl, aus der die erste Variante entsteht; die anderen haben die nächsten</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>&amp;Other variations</source>
            <translation>&amp;Andere Varianten</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Nine more, from seeds that were not shown yet</source>
            <translation>Neun weitere, aus Startwerten, die noch nicht zu sehen waren</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Change styles and weights on the shelf: the variations follow</source>
            <translation>Ändern Sie Stile und Gewichte im Regal: Die Varianten folgen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Progress</source>
            <translation>Fortschritt</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Size</source>
            <translation>Größe</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>&amp;Seed</source>
            <translation>&amp;Startwert</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Styles</source>
            <translation>Stile</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Sto&amp;p</source>
            <translation>An&amp;halten</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Use as p&amp;hoto</source>
            <translation>Als &amp;Foto verwenden</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Paint the chosen texture at full size, and repaint it</source>
            <translation>Die gewählte Textur in voller Größe malen und dann neu malen lassen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Use as st&amp;yle</source>
            <translation>Als St&amp;il verwenden</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Paint the chosen texture at full size, and put it on the shelf</source>
            <translation>Die gewählte Textur in voller Größe malen und ins Regal legen</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Sa&amp;ve…</source>
            <translation>S&amp;peichern…</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Paint the chosen texture at full size, and save it with its recipe</source>
            <translation>Die gewählte Textur in voller Größe malen und mit ihrem Rezept speichern</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>Texture of {styles}, seed {seed}</source>
            <translation>Textur aus {styles}, Startwert {seed}</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>{name}, {share} %</source>
            <translation>{name}, {share} %</translation>
        </message>
        <message>
            <location filename="../../gui/dialogs/textures.py" />
            <source>The cards show a piece of the middle, about {side} pixels wide, each painted by itself: the whole texture has the same strokes and much the same forms there.</source>
            <translation>Die Karten zeigen ein Stück der Mitte, etwa {side} Pixel breit und für sich gemalt: Die ganze Textur hat dort die gleichen Striche und fast die gleichen Formen.</translation>
        </message>
    </context>
    <context>
        <name>Time</name>
        <message>
            <location filename="../../gui/time_left.py" />
            <source>{seconds} s</source>
            <translation>{seconds} s</translation>
        </message>
        <message>
            <location filename="../../gui/time_left.py" />
            <source>{minutes} min</source>
            <translation>{minutes} Min.</translation>
        </message>
        <message>
            <location filename="../../gui/time_left.py" />
            <source>{hours} h {minutes} min</source>
            <translation>{hours} Std. {minutes} Min.</translation>
        </message>
    </context>
    <context>
        <name>UnexpectedDialog</name>
        <message>
            <location filename="../../gui/message_views.py" />
            <source>Something unexpected happened</source>
            <translation>Unerwarteter Fehler</translation>
        </message>
        <message>
            <location filename="../../gui/message_views.py" />
            <source>If it happens again, save your project and start Pentimento anew. To help mend it, copy the details and send them to the makers together with what you did just before. They hold no pictures, but may name folders of yours.</source>
            <translation>Wenn es wieder geschieht, speichern Sie Ihr Projekt und starten Sie Pentimento neu. Um bei der Behebung zu helfen, kopieren Sie die Einzelheiten und schicken Sie sie den Entwicklern, zusammen mit dem, was Sie unmittelbar davor getan haben. Die Einzelheiten enthalten keine Bilder, können aber Namen Ihrer Ordner nennen.</translation>
        </message>
        <message>
            <location filename="../../gui/message_views.py" />
            <source>Details</source>
            <translation>Einzelheiten</translation>
        </message>
        <message>
            <location filename="../../gui/message_views.py" />
            <source>Copy details</source>
            <translation>Einzelheiten kopieren</translation>
        </message>
        <message>
            <location filename="../../gui/message_views.py" />
            <source>Open log folder</source>
            <translation>Protokollordner öffnen</translation>
        </message>
        <message>
            <location filename="../../gui/message_views.py" />
            <source>Continue</source>
            <translation>Weiter</translation>
        </message>
        <message>
            <location filename="../../gui/message_views.py" />
            <source>Copied</source>
            <translation>Kopiert</translation>
        </message>
    </context>
    <context>
        <name>UsedFor</name>
        <message>
            <location filename="../../gui/shelf/used_for.py" />
            <source>Which depths this style paints at: the composition from one style, the colour from another</source>
            <translation>Auf welchen Stufen dieser Stil malt: die Komposition vom einen Stil, die Farbe vom anderen</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/used_for.py" />
            <source>For everything</source>
            <translation>Für alles</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/used_for.py" />
            <source>For shapes</source>
            <translation>Für Formen</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/used_for.py" />
            <source>For colour</source>
            <translation>Für Farbe</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/used_for.py" />
            <source>For {levels}</source>
            <translation>Für {levels}</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/used_for.py" />
            <source>Used for {levels}</source>
            <translation>Dient für {levels}</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/used_for.py" />
            <source>Everything</source>
            <translation>Alles</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/used_for.py" />
            <source>Shapes and strokes</source>
            <translation>Formen und Striche</translation>
        </message>
        <message>
            <location filename="../../gui/shelf/used_for.py" />
            <source>Texture and colour</source>
            <translation>Textur und Farbe</translation>
        </message>
    </context>
    <context>
        <name>VersionsModel</name>
        <message>
            <location filename="../../gui/filmstrip/models.py" />
            <source>pinned</source>
            <translation>angeheftet</translation>
        </message>
        <message>
            <location filename="../../gui/filmstrip/models.py" />
            <source>Version {number}</source>
            <translation>Fassung {number}</translation>
        </message>
    </context>
    <context>
        <name>WholeTexture</name>
        <message>
            <location filename="../../gui/work/textures.py" />
            <source>{name} was meant for a document that is closed by now, and was left out.</source>
            <translation>„{name}“ war für ein Dokument gedacht, das inzwischen geschlossen ist, und wurde weggelassen.</translation>
        </message>
    </context>
    <context>
        <name>_VersionsView</name>
        <message>
            <location filename="../../gui/filmstrip/filmstrip.py" />
            <source>Return to it</source>
            <translation>Dorthin zurückkehren</translation>
        </message>
        <message>
            <location filename="../../gui/filmstrip/filmstrip.py" />
            <source>Do not compare it</source>
            <translation>Nicht vergleichen</translation>
        </message>
        <message>
            <location filename="../../gui/filmstrip/filmstrip.py" />
            <source>Compare with {name}</source>
            <translation>Mit „{name}“ vergleichen</translation>
        </message>
        <message>
            <location filename="../../gui/filmstrip/filmstrip.py" />
            <source>Compare with another…</source>
            <translation>Mit einer anderen vergleichen…</translation>
        </message>
        <message>
            <location filename="../../gui/filmstrip/filmstrip.py" />
            <source>Compare with the present one</source>
            <translation>Mit der jetzigen vergleichen</translation>
        </message>
        <message>
            <location filename="../../gui/filmstrip/filmstrip.py" />
            <source>Rename…</source>
            <translation>Umbenennen…</translation>
        </message>
        <message>
            <location filename="../../gui/filmstrip/filmstrip.py" />
            <source>Unpin</source>
            <translation>Lösen</translation>
        </message>
        <message>
            <location filename="../../gui/filmstrip/filmstrip.py" />
            <source>Pin</source>
            <translation>Anheften</translation>
        </message>
        <message>
            <location filename="../../gui/filmstrip/filmstrip.py" />
            <source>Delete</source>
            <translation>Löschen</translation>
        </message>
    </context>
</TS>
