"""What a deployment without a hospital shows: register one."""

import streamlit as st

from evidence import register
from evidence.viewer import SYSTEM
from pages.parts.feedback import user_errors
from pages.parts.session import deployment
from pages.parts.sign_in import must_be_at_the_server


def create_first_hospital() -> None:
    """A form that creates the first hospital folder."""
    st.title("登记您的医院")
    st.write("这台服务器上还没有医院。填写下面两项，随后建立首位管理员，再登记系统和评审目标。")
    with st.form("first-hospital", width=480):
        name = st.text_input("医院名称", placeholder="例如：××市人民医院")
        slug = st.text_input(
            "医院代号", placeholder="例如：renmin-yiyuan", help="小写字母、数字和连字符，用作文件夹名。"
        )
        if st.form_submit_button("建立医院", type="primary"):
            with user_errors():
                must_be_at_the_server()
                register.set_hospital(deployment().create(slug.strip()), SYSTEM, name)
                st.rerun()
