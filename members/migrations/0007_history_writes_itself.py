"""The database writes the history of every file, and refuses to have it changed.

Who is at work stands in the transaction's settings `kmnet.who` and `kmnet.why` (members.history).
A row is never deleted, and changes only in one way: where a file was lawfully erased, the words
go and the bare facts stay. Decisions stand as they were made.
"""

from django.db import migrations

WRITE = """
CREATE FUNCTION members_note(file bigint, what text, was text, became text, why text)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO members_event (nomination_id, at, who, what, was, became, why) VALUES (
        file, clock_timestamp(),
        coalesce(nullif(current_setting('kmnet.who', true), ''), session_user),
        what, coalesce(was, ''), coalesce(became, ''),
        coalesce(nullif(why, ''), current_setting('kmnet.why', true), '')
    )
$$;

CREATE FUNCTION members_note_nomination() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM members_note(NEW.id, 'เปิดแฟ้ม', '', NEW.state, '');
        RETURN NULL;
    END IF;
    IF NEW.state <> OLD.state THEN
        PERFORM members_note(NEW.id, 'เปลี่ยนสถานะ', OLD.state, NEW.state, '');
    END IF;
    IF NEW.district_id <> OLD.district_id THEN
        PERFORM members_note(NEW.id, 'ย้ายอำเภอ', OLD.district_id, NEW.district_id, '');
    END IF;
    IF NEW.name <> OLD.name AND NEW.state <> 'erased' THEN
        PERFORM members_note(NEW.id, 'แก้ชื่อ', OLD.name, NEW.name, '');
    END IF;
    IF NEW.same_as_id IS DISTINCT FROM OLD.same_as_id AND NEW.same_as_id IS NOT NULL THEN
        PERFORM members_note(NEW.id, 'รวมเข้าแฟ้ม', '', NEW.same_as_id::text, '');
        PERFORM members_note(NEW.same_as_id, 'รับแฟ้มมารวม', '', NEW.id::text, '');
    END IF;
    IF NEW.file_open_until IS DISTINCT FROM OLD.file_open_until AND NEW.file_open_until IS NOT NULL
    THEN
        PERFORM members_note(NEW.id, 'เปิดแฟ้มให้เจ้าตัวอ่าน', '', '', '');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER members_history AFTER INSERT OR UPDATE ON members_nomination
    FOR EACH ROW EXECUTE FUNCTION members_note_nomination();

CREATE FUNCTION members_note_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'members_telling' THEN
        PERFORM members_note(NEW.nomination_id, 'มีคนเล่า', '', '', '');
    ELSIF TG_TABLE_NAME = 'members_evidence' THEN
        PERFORM members_note(NEW.nomination_id, 'จดสิ่งที่เห็น', '', NEW.direction, '');
    ELSIF TG_TABLE_NAME = 'members_decision' THEN
        PERFORM members_note(NEW.nomination_id, 'ตัดสินใจ', '', NEW.answer, NEW.reason);
    ELSIF TG_TABLE_NAME = 'members_relation' THEN
        PERFORM members_note(NEW.nomination_id, 'บอกความเกี่ยวข้อง', '', '', NEW.words);
    ELSIF TG_TABLE_NAME = 'members_filereply' THEN
        PERFORM members_note(NEW.nomination_id, 'เจ้าตัวตอบแฟ้ม', '', '', '');
    ELSIF TG_TABLE_NAME = 'members_erasure' THEN
        PERFORM members_note(NEW.nomination_id, 'ลบแฟ้ม', '', '', NEW.rule);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER members_history AFTER INSERT ON members_telling
    FOR EACH ROW EXECUTE FUNCTION members_note_part();
CREATE TRIGGER members_history AFTER INSERT ON members_evidence
    FOR EACH ROW EXECUTE FUNCTION members_note_part();
CREATE TRIGGER members_history AFTER INSERT ON members_decision
    FOR EACH ROW EXECUTE FUNCTION members_note_part();
CREATE TRIGGER members_history AFTER INSERT ON members_relation
    FOR EACH ROW EXECUTE FUNCTION members_note_part();
CREATE TRIGGER members_history AFTER INSERT ON members_filereply
    FOR EACH ROW EXECUTE FUNCTION members_note_part();
CREATE TRIGGER members_history AFTER INSERT ON members_erasure
    FOR EACH ROW EXECUTE FUNCTION members_note_part();

CREATE FUNCTION members_note_voice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM members_note(NEW.nomination_id, 'ขอเสียง', '', NEW.kind, '');
    ELSIF NEW.heard_at IS NOT NULL AND OLD.heard_at IS NULL THEN
        PERFORM members_note(NEW.nomination_id, 'ได้ฟังเสียง', NEW.kind, NEW.how, '');
    ELSIF NEW.replaced_at IS NOT NULL AND OLD.replaced_at IS NULL THEN
        PERFORM members_note(NEW.nomination_id, 'เปลี่ยนคนให้เสียง', NEW.kind, '', '');
    ELSIF NEW.nonce <> OLD.nonce THEN
        PERFORM members_note(NEW.nomination_id, 'ทำลิงก์เสียงใหม่', NEW.kind, '', '');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER members_history AFTER INSERT OR UPDATE ON members_voice
    FOR EACH ROW EXECUTE FUNCTION members_note_voice();

CREATE FUNCTION members_note_invitation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM members_note(NEW.nomination_id, 'ส่งคำชวน', '', '', '');
    ELSIF NEW.accepted_at IS NOT NULL AND OLD.accepted_at IS NULL THEN
        PERFORM members_note(NEW.nomination_id, 'เจ้าตัวตอบรับ', '', '', '');
    ELSIF NEW.withdrawn_at IS NOT NULL AND OLD.withdrawn_at IS NULL THEN
        PERFORM members_note(NEW.nomination_id, 'คำชวนเลิกใช้', '', '', '');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER members_history AFTER INSERT OR UPDATE ON members_invitation
    FOR EACH ROW EXECUTE FUNCTION members_note_invitation();
"""

PROTECT = """
CREATE FUNCTION members_history_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        -- Test runs empty their own databases; every other one keeps its history.
        IF current_database() LIKE 'test\\_%' THEN
            RETURN NULL;
        END IF;
    ELSIF TG_OP = 'UPDATE' THEN
        IF EXISTS (SELECT 1 FROM members_erasure e WHERE e.nomination_id = OLD.nomination_id)
            AND (NEW.id, NEW.nomination_id, NEW.at, NEW.who, NEW.what)
                = (OLD.id, OLD.nomination_id, OLD.at, OLD.who, OLD.what)
            AND NEW.was = '' AND NEW.became = '' AND NEW.why = ''
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'history is not rewritten' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER members_history_stands BEFORE UPDATE OR DELETE ON members_event
    FOR EACH ROW EXECUTE FUNCTION members_history_stands();
CREATE TRIGGER members_history_is_not_emptied BEFORE TRUNCATE ON members_event
    FOR EACH STATEMENT EXECUTE FUNCTION members_history_stands();

CREATE FUNCTION members_blank_history(file bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE members_event SET was = '', became = '', why = '' WHERE nomination_id = file
$$;

CREATE FUNCTION members_decision_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        AND EXISTS (SELECT 1 FROM members_erasure e WHERE e.nomination_id = OLD.nomination_id)
    THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a decision stands; another may follow it'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER members_decision_stands BEFORE UPDATE OR DELETE ON members_decision
    FOR EACH ROW EXECUTE FUNCTION members_decision_stands();
"""

TABLES = (
    "nomination",
    "telling",
    "evidence",
    "decision",
    "relation",
    "filereply",
    "erasure",
    "voice",
    "invitation",
)
UNDO = (
    "DROP TRIGGER members_decision_stands ON members_decision;"
    "DROP TRIGGER members_history_stands ON members_event;"
    "DROP TRIGGER members_history_is_not_emptied ON members_event;"
    + "".join(f"DROP TRIGGER members_history ON members_{table};" for table in TABLES)
    + "".join(
        f"DROP FUNCTION {function};"
        for function in (
            "members_decision_stands()",
            "members_blank_history(bigint)",
            "members_history_stands()",
            "members_note_invitation()",
            "members_note_voice()",
            "members_note_part()",
            "members_note_nomination()",
            "members_note(bigint, text, text, text, text)",
        )
    )
)


class Migration(migrations.Migration):
    dependencies = [("members", "0006_tellings_hold_the_words")]

    operations = [migrations.RunSQL(sql=[WRITE, PROTECT], reverse_sql=UNDO)]
